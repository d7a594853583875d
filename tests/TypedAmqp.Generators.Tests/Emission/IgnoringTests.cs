using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Tests.Analyzers;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary><c>[Ignore]</c>: the visible way not to handle a contract.</summary>
public sealed class IgnoringTests
{
    private const string Declarations = """
        [Message("a")] public sealed record A(int Id);
        [Message("b")] public sealed record B(int Id);
        [Message("c")] public sealed record C(int Id);
        [Exchange("in", ExchangeType.Fanout)] [Publishes<A>] [Publishes<B>] [Publishes<C>] public partial class In;

        """;

    private const string Handles = "public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;";

    [Fact]
    public async Task AQueueThatIgnoresAContractHasNoMethodForIt()
    {
        const string program = "[assembly: ClosedTopology]\n" + Declarations + """
            [Queue("q")] [Binding<In>] [Ignore<B>] [Ignore<C>] public partial class Q;
            public class Handler : Q.IConsumer {
            """ + Handles + "}";
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(program)));
        await Expect.DiagnosticsAsync(program);
    }

    [Fact]
    public async Task AHandlerThatIgnoresAContractGetsItsMethod()
    {
        const string program = "[assembly: ClosedTopology]\n" + Declarations + """
            [Queue("q")] [Binding<In>] [Ignore<C>] public partial class Q;
            [Ignore<B>] public partial class Handler : Q.IConsumer {
            """ + Handles + "}";
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(program)));
        await Expect.DiagnosticsAsync(program);
    }

    [Fact]
    public async Task AQueueOfAnotherAssemblyIsIgnoredInPartToo()
    {
        MetadataReference library = TestCompilation.Library("Library", Declarations + """[Queue("q")] [Binding<In>] public partial class Q;""");
        string program = "namespace Service; [Ignore<B>] [Ignore<C>] public partial class Handler : Q.IConsumer {" + Handles + "}";
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(program, library)));
        await Expect.DiagnosticsAsync(program, library);
    }

    [Fact]
    public async Task WhatIsNotIgnoredMustStillBeHandled()
    {
        const string program = Declarations + """
            [Queue("q")] [Binding<In>] public partial class Q;
            [Ignore<B>] public partial class Handler : Q.IConsumer {
            """ + Handles + "}";
        Diagnostic error = Assert.Single(TestCompilation.CompilerProblems(TestCompilation.Create(program)));
        Assert.Equal("CS0535", error.Id);
        Assert.Contains(
            "'Q.IConsumer.HandleAsync(C, Delivery, CancellationToken)'", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        await Expect.DiagnosticsAsync(program);
    }

    [Fact]
    public Task AHandlerThatIgnoresMustBePartial() => Expect.DiagnosticsAsync(Declarations + """
        [Queue("q")] [Binding<In>] public partial class Q;
        [Ignore<B>] public class {|TAMQP013:Handler|} : Q.IConsumer;
        """);

    [Fact]
    public Task WhatCannotArriveNeedNotBeIgnored() => Expect.DiagnosticsAsync("[assembly: ClosedTopology]\n" + Declarations + """
        [Message("other")] public sealed record Other(int Id);
        [Queue("q")] [Binding<In>] [Ignore<B>] [Ignore<C>] public partial class Q;
        [Ignore<{|TAMQP308:Other|}>] public partial class Handler : Q.IConsumer {
        """ + Handles + "}");
}
