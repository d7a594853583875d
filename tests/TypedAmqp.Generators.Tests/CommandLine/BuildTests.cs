namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>
/// Wrong programs under a real <c>dotnet build</c>: after an error of the declaration stage the compiler runs no analyzer, so what is left must be readable
/// by itself.
/// </summary>
public sealed class BuildTests
{
    private const string Program = """
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region);
        [Message("order.cancelled")] public sealed record OrderCancelled(Region Region);
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.{Region}.cancelled")]
        public partial class Orders;
        [Queue("billing")] [Binding<Orders>("order.#")] public partial class Billing;
        public sealed class BillingHandler : Billing.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        public static class Entry { public static void Main() { } }
        """;

    [Fact]
    public async Task ARightProgramBuilds()
    {
        using BuiltProject project = new();
        Assert.Empty(await project.BuildAsync(Program));
    }

    [Fact]
    public async Task MistakesInDeclarationsAreShownAtTheirPlaces()
    {
        using BuiltProject project = new();
        IReadOnlyList<string> lines = await project.BuildAsync(Program.Replace("{Region}.placed", "{Regoin}.placed").Replace("\"billing\"", "\"amq.billing\""));
        Assert.Collection(
            lines,
            static line => Assert.StartsWith("Program.cs(5,32): error TAMQP202: '{Regoin}' cannot be filled in: OrderPlaced has no property 'Regoin'; did you mean 'Region'?", line),
            static line => Assert.StartsWith("Program.cs(8,9): error TAMQP002: 'amq.billing' begins with 'amq.'", line));
        Assert.All(lines, static line => Assert.EndsWith(".md)", line)); // the help link
    }

    [Fact]
    public async Task AMissingHandlerIsOneReadableErrorOfTheCompiler()
    {
        using BuiltProject project = new();
        string source = Program.Replace("    public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;\n", "");
        string line = Assert.Single(await project.BuildAsync("[assembly: ClosedTopology]\n" + source));
        Assert.StartsWith("Program.cs(10,38): error CS0535: 'BillingHandler' does not implement interface member 'Billing.IConsumer.HandleAsync(OrderCancelled,", line);
    }

    [Fact]
    public async Task AClassThatIsNotPartialIsNamedByUsAndTheCompilerAlone()
    {
        using BuiltProject project = new();
        IReadOnlyList<string> lines = await project.BuildAsync(Program.Replace("partial class Billing", "class Billing"));
        Assert.Collection(
            lines,
            static line => Assert.StartsWith("Program.cs(8,62): error CS0260: Missing partial modifier", line),
            static line => Assert.StartsWith("Program.cs(8,62): error TAMQP013: 'Billing' is not partial", line));
    }
}
