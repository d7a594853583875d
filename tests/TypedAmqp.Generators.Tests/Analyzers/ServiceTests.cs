namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP608, and TAMQP012 for methods.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task ASignatureThatCannotTravelIsRefused()
    {
        string message = await Expect.MessageAsync("""
            [RpcService("s")] public interface IS { int {|TAMQP608:Price|}(string sku); }
            """);
        Assert.Equal("'Price' cannot be called over AMQP: it returns 'int', and the reply takes its time; return a Task or a ValueTask", message);
    }

    [Fact]
    public Task OnlyJsonHasANull() => Expect.DiagnosticsAsync("""
        [RpcService("s", Format = MessageFormat.Text)] public interface IS { Task<string?> {|TAMQP608:FindAsync|}(string text); Task {|TAMQP608:DropAsync|}(string? text); }
        [RpcService("t")] public interface IT { Task<string?> FindAsync(string? text); }
        """);

    [Fact]
    public Task EveryKindOfMemberIsChecked() => Expect.DiagnosticsAsync("""
        public interface IBase { void {|TAMQP608:Inherited|}(); }
        [RpcService("s")] public interface IS : IBase
        {
            Task FineAsync();
            ValueTask<int> AlsoFineAsync(string text, CancellationToken token = default);
            int {|TAMQP608:Property|} { get; set; }
            event Action {|TAMQP608:Event|};
            Task<T> {|TAMQP608:Generic|}<T>(T t);
            Task {|TAMQP608:ByReference|}(in int value);
            Task {|TAMQP608:Two|}(int a, int b);
            Task {|TAMQP608:Tokens|}(CancellationToken a, CancellationToken b);
            static abstract Task {|TAMQP608:Static|}();
            Task WithBodyAsync() => Task.CompletedTask;
        }
        public interface INoService { void Anything(ref int x); }
        """);

    [Fact]
    public Task MethodsMustDifferOnTheWire() => Expect.DiagnosticsAsync("""
        [RpcService("s")] public interface IS
        {
            Task DoAsync(int a);
            Task {|TAMQP012:DoAsync|}(string a);
            [RpcMethod("other")] Task DoAsync(long a) => Task.CompletedTask;
        }
        """);

    [Theory]
    [InlineData("""[RpcService("s", {|TAMQP601:Timeout = 0|})] public interface IS { Task GoAsync(); }""")]
    [InlineData("""[RpcService("s")] public interface IS { [RpcMethod("go", {|TAMQP601:Timeout = -Duration.Second|})] Task GoAsync(); }""")]
    [InlineData("""[RpcService("s", Timeout = Duration.Second)] public interface IS { Task GoAsync(); }""")]
    public Task ACallHasADeadline(string service) => Expect.DiagnosticsAsync(service);

    [Fact]
    public async Task TwoDeclarationsOfOneServiceAgree()
    {
        string message = await Expect.MessageAsync("""
            public sealed record A(int Id);
            [RpcService("s")] public interface IS { Task<A> GoAsync(A request); Task<A> SameAsync(A request); }
            [RpcService("s", External = true)] public interface IClient { Task<string> {|TAMQP605:GoAsync|}(A request); Task<A> SameAsync(A request); }
            """);
        Assert.Equal("'s.Go' is also declared by 'IS', with another contract: the reply is string here and A there. What one sends the other cannot read; share one interface.", message);
    }
}
