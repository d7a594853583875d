namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP601, 605, 608 and 612, and TAMQP012 for methods.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task AContractIsOneTypeAndNotAnyType()
    {
        const string source =
            """[RpcService("s")] public interface IS { Task<int> {|TAMQP608:AskAsync|}(dynamic question); Task<dynamic> {|TAMQP608:TellAsync|}(int number); }""";
        await Expect.DiagnosticsAsync(source);
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(new MarkedSource(source).Text)));
    }

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
        Assert.Equal(
            "'s.Go' is also declared by 'IS', with another contract: the reply is string here and A there. What one sends the other cannot read; share one interface.",
            message);
    }

    [Fact]
    public async Task AFaultThatIsThrownIsDeclared()
    {
        string message = await Expect.MessageAsync("""
            public sealed record Gone(int Id);
            [RpcService("s")] public interface IS { Task<int> GoAsync(string text); }
            public sealed class S : IS { public Task<int> GoAsync(string text) => throw new {|TAMQP612:RpcFaultException<Gone>|}(new(1)); }
            """);
        Assert.Equal(
            "'IS.GoAsync' does not declare this fault, so that its callers get the fault 'internal' (\"The service failed.\") instead: add [Throws<Gone>] to the method, or to the interface",
            message);
    }

    [Fact]
    public Task WhereverTheImplementationThrowsIt() => Expect.DiagnosticsAsync("""
        public sealed record Gone(int Id);
        public sealed record Full(int Id);
        public interface IBase { Task InheritedAsync(); }
        [RpcService("s")] public interface IS : IBase { [Throws<Full>] Task GoAsync(int a); IAsyncEnumerable<int> ListAsync(); }
        public abstract class Base : IS
        {
            public virtual async Task GoAsync(int a)
            {
                Action lambda = () => throw new {|TAMQP612:RpcFaultException<Gone>|}(new(1));
                await (a > 0 ? Task.FromException(new {|TAMQP612:RpcFaultException<Gone>|}(new(1), "gone")) : Task.CompletedTask);
                Local();
                void Local() { RpcFaultException<Gone> fault = {|TAMQP612:new(new Gone(1))|}; throw fault; }
            }
            async IAsyncEnumerable<int> IS.ListAsync() { yield return 1; await Task.Yield(); throw new {|TAMQP612:RpcFaultException<Full>|}(new(1)); }
            Task IBase.InheritedAsync() => throw new {|TAMQP612:RpcFaultException<Full>|}(new(1));
        }
        public sealed class Derived : Base { public override Task GoAsync(int a) => throw new {|TAMQP612:RpcFaultException<Gone>|}(new(1)); }
        """);

    [Fact]
    public Task WhatIsDeclaredOrNotAServiceMayThrow() => Expect.DiagnosticsAsync("""
        public sealed record Gone(int Id);
        public sealed record Full(int Id);
        [RpcService("s")] [Throws<Gone>] public interface IS { [Throws<Full>] Task GoAsync(int a); [OneWay] Task TellAsync(int a); }
        public interface INoService { Task OtherAsync(); }
        public sealed class S : IS, INoService
        {
            public Task GoAsync(int a) => a > 0 ? throw new RpcFaultException<Gone>(new(1)) : throw new RpcFaultException<Full>(new(1));
            public Task TellAsync(int a) => throw new RpcFaultException<string>("nobody waits");
            public Task OtherAsync() => throw new RpcFaultException<string>("no service");
            public Exception Elsewhere() => a is null ? new RpcFaultException<string>("not within a method of the service") : new RpcFaultException("code", "text");
            private readonly string? a = null;
        }
        """);
}
