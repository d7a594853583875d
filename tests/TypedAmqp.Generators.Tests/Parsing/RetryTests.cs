using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>What a <c>[Retry]</c> says, and what it becomes on the broker.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("[Retry]", "1000 10000 60000")]
    [InlineData("[Retry(5)]", "5")]
    [InlineData("[Retry(5, 6)]", "5 6")]
    [InlineData("[Retry(5, 6, Attempts = 5)]", "5 6 6 6")]
    [InlineData("[Retry(5, 6, Attempts = 2)]", "5")]
    [InlineData("[Retry(5, Attempts = 1)]", "")]
    [InlineData("[Retry(Attempts = 0)]", "")]
    [InlineData("[Retry(Attempts = 2)]", "1000")]
    public void DelaysAndAttempts(string attribute, string delays) =>
        Assert.Equal(delays, string.Join(' ', Queue(attribute).Retry!.Delays));

    [Fact]
    public void AttemptsHaveAnEnd() => Assert.Equal(100, Queue("[Retry(1, Attempts = int.MaxValue)]").Retry!.Attempts);

    [Fact]
    public void WithoutADeadLetterExchangeMessagesAreParked()
    {
        QueueModel queue = Queue("[Retry(5)]");
        Assert.Equal(["x-dead-letter-exchange=", "x-dead-letter-routing-key=q.parked"], Texts(queue.Arguments));
        Assert.Equal(
            ["q.retry.5ms Delay", "q.parked Inspected"], RetryLowering.Queues(queue).Select(static lowered => $"{lowered.Name} {lowered.Purpose}"));
    }

    [Fact]
    public void WithOneTheyGoThere()
    {
        QueueModel queue = Queue("[Retry(5)] [DeadLetter<E>]");
        Assert.Equal(["x-dead-letter-exchange=e"], Texts(queue.Arguments));
        Assert.Equal(["q.retry.5ms"], RetryLowering.Queues(queue).Select(static lowered => lowered.Name));
    }

    [Fact]
    public void OfAQueueThatSomebodyElseDeclaresNothingIsParked()
    {
        QueueModel queue = Queue("[Retry(5)]", ", External = true");
        Assert.Empty(queue.Arguments);
        QueueModel waiting = Assert.Single(RetryLowering.Queues(queue));
        Assert.False(waiting.External);
    }

    [Fact]
    public void EachTimeHasOneQueueAndEachAttemptABinding()
    {
        QueueModel queue = Queue("[Retry(90_000, 7_200_000, 86_400_000, 1_500, 90_000)]", ", Durable = false");
        Assert.Equal(
            ["q.retry.90s 90000", "q.retry.2h 7200000", "q.retry.1d 86400000", "q.retry.1500ms 1500", "q.parked "],
            RetryLowering.Queues(queue).Select(
                static lowered => $"{lowered.Name} {lowered.Arguments.FirstOrDefault(static argument => argument.Name == "x-message-ttl")?.Value}"));
        Assert.All(RetryLowering.Queues(queue), static lowered => Assert.False(lowered.Durable));
        Assert.Equal(
            ["q.retry headers False", "q.retried fanout False"],
            RetryLowering.Exchanges(queue).Select(static lowered => $"{lowered.Name} {lowered.WireType} {lowered.Durable}"));
        Assert.Equal(
            [
                "q.retry q.retry.90s retry-attempt=2 x-match=all", "q.retry q.retry.2h retry-attempt=3 x-match=all",
                "q.retry q.retry.1d retry-attempt=4 x-match=all",
                "q.retry q.retry.1500ms retry-attempt=5 x-match=all", "q.retry q.retry.90s retry-attempt=6 x-match=all", "q.retried q",
            ],
            RetryLowering.Bindings(queue)
                .Select(static item => $"{item.Source} {item.Destination} {string.Join(' ', Texts(item.Binding.Arguments))}".TrimEnd()));
    }

    private static QueueModel Queue(string attributes, string properties = "") => new Declared($$"""
        [Exchange("e")] public partial class E;
        [Queue("q"{{properties}})] {{attributes}} public partial class Q;
        """).Queue("Q");

    private static IEnumerable<string> Texts(EquatableArray<ArgumentModel> arguments) =>
        arguments.Select(static argument => $"{argument.Name}={argument.Value}");
}
