namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Retries: TAMQP412; and headers that no property can be: TAMQP213.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("""[Queue("q")] [Retry]""")]
    [InlineData("""[Queue("q")] [Retry(5 * Duration.Second, 10, Attempts = 7)]""")]
    [InlineData("""[Queue("q")] [Retry(5, 10, Attempts = 3)]""")]
    [InlineData("""[Queue("q")] [Retry(Attempts = 1)]""")]
    [InlineData("""[Queue(Exclusive = true)] [{|TAMQP412:Retry|}]""")]
    [InlineData("""[Queue("q", QueueType.Stream)] [{|TAMQP412:Retry(5)|}]""")]
    [InlineData("""[Queue("q")] [Retry(Attempts = {|TAMQP412:0|})]""")]
    [InlineData("""[Queue("q")] [Retry(5, 10, Attempts = {|TAMQP412:2|})]""")]
    [InlineData("""[Queue("q")] [Retry(5, Attempts = {|TAMQP412:101|})]""")]
    [InlineData("""[Queue("q")] [{|TAMQP412:Retry(-5)|}]""")]
    public Task ARetryIsWhatItSays(string queue) => Expect.DiagnosticsAsync(queue + " public partial class Q;");

    [Fact]
    public Task AHeaderIsOneValue() => Expect.DiagnosticsAsync("""
        [Message("a")] public sealed record A([property: Header("list")] int[] List, [property: Header("n")] int N);
        [Queue("q")] [Sends<{|TAMQP213:A|}>] public partial class Q;
        """);
}
