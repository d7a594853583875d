namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>
/// The ten worst mistakes, and others, under a real <c>dotnet build</c>: what a person sees. After an error of the declaration stage (CS0535) the
/// compiler runs no analyzer, so that such a line must be readable by itself.
/// </summary>
public sealed class BuildTests(BuildTests.Programs programs) : IClassFixture<BuildTests.Programs>
{
    private const string Shop = """
        [assembly: Topology("shop")] public enum Region { Eu, Us }
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
        """;

    private const string Closed = "[assembly: ClosedTopology]\n";

    [Fact]
    public void ARightProgram() => Assert.Empty(programs.Lines["Right"]);

    [Fact]
    public void AWrongRoutingKey() => See(
        "WrongKey",
        "Program.cs(6,25): error TAMQP301: Nothing that is bound to 'orders' can match 'orders.{Region}.placed', under which OrderPlaced is published");

    [Fact]
    public void AMissingBinding() => See(
        "MissingBinding",
        "Program.cs(3,25): error TAMQP301: Nothing that is bound to 'orders' can match 'order.placed', under which OrderPlaced is published: it is returned (312) or dropped. Bind a queue");

    [Fact]
    public void AChangedArgument() => See(
        "ChangedArgument",
        "Program.cs(1,8): error TAMQP704: The queue 'billing' was released with another argument 'x-message-ttl' (3600000 before, 7200000 now): declaring it is refused (406) where it exists.");

    [Fact]
    public void AnUnhandledMessage() => See(
        "Unhandled",
        "Program.cs(10,38): error CS0535: 'BillingHandler' does not implement interface member 'Billing.IConsumer.HandleAsync(OrderCancelled,");

    [Fact]
    public void APoisonLoop() => See(
        "PoisonLoop",
        "warning TAMQP404:",
        "is a circle through a consumer, and nothing counts the rounds: a message that is rejected each time never leaves it. Declare [Retry] instead");

    [Fact]
    public void ACallWithoutDeadline() => See(
        "NoDeadline", "Program.cs(1,24): error TAMQP601: A call of 'IPricing' cannot be answered within 0 ms: give it a time, or leave Timeout out");

    [Fact]
    public void AnArgumentThatTheQueueRefuses() => See(
        "RefusedArgument",
        "Program.cs(1,37): error TAMQP103: 'Billing': a quorum queue before 4.3 (this is for 4.2) takes no x-max-priority; the declaration is refused (406).");

    [Fact]
    public void TheBrokersVersionDecides()
    {
        See("ForNewBroker", "error TAMQP103: 'Billing': a quorum queue takes an x-max-priority of 0 to 31, not 40");
        See("ForNewBroker", "error TAMQP102: 'gone' is neither durable nor exclusive, which RabbitMQ 4.3 refuses (541)");
        See("ForOldBroker", "error TAMQP103: 'Billing': a quorum queue before 4.3 (this is for 3.13) takes no x-max-priority");
        Assert.DoesNotContain(programs.Lines["ForOldBroker"], static line => line.Contains("TAMQP102", StringComparison.Ordinal));
        See("lib", "error : TypedAmqpBrokerVersion is 'newest', which is no version of RabbitMQ: write two numbers, such as 4.2.");
    }

    [Fact]
    public void ADeadLetterExchangeThatIsMissing() => See(
        "NoDeadLetterExchange",
        "Program.cs(2,32): error TAMQP401: 'Failures' declares no exchange and no queue with a name, so that every dead letter is dropped in silence");

    [Fact]
    public void TwoServicesDeclareOneQueueDifferently() => See(
        "BothServices",
        "Program.cs(1,12): error TAMQP708: ServiceA and ServiceB declare the queue 'audit' with another argument 'x-message-ttl' (3600000, none): whichever starts second is refused (406).");

    [Fact]
    public void AContractChangedUnderItsConsumer() => See(
        "ChangedContract",
        "Program.cs(1,72): error TAMQP701: OrderPlaced was released otherwise: 'Customer' is new, so programs of the other version read messages that lack it: make it optional");

    [Fact]
    public void MistakesInDeclarationsAreShownAtTheirPlaces() => Assert.Collection(
        programs.Lines["TwoMistakes"],
        static line => Assert.StartsWith(
            "Program.cs(5,32): error TAMQP202: '{Regoin}' cannot be filled in: OrderPlaced has no property 'Regoin'; did you mean 'Region'?", line),
        static line => Assert.StartsWith("Program.cs(8,9): error TAMQP002: 'amq.billing' begins with 'amq.'", line));

    [Fact]
    public void AClassThatIsNotPartialIsNamedByUsAndTheCompilerAlone() => Assert.Collection(
        programs.Lines["NotPartial"],
        static line => Assert.StartsWith("Program.cs(8,62): error CS0260: Missing partial modifier", line),
        static line => Assert.StartsWith("Program.cs(8,62): error TAMQP013: 'Billing' is not partial", line));

    [Fact]
    public void EveryLineOfOursLeadsToItsPage() => Assert.All(
        programs.Lines.SelectMany(static lines => lines).Where(static line => line.Contains(": error TAMQP", StringComparison.Ordinal)),
        static line => Assert.EndsWith(".md)", line));

    /// <summary>Some line has all of these.</summary>
    private void See(string program, params string[] parts)
    {
        string[] lines = [.. programs.Lines[program]];
        Assert.True(lines.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))), $"{program}:\n{string.Join('\n', lines)}");
    }

    public sealed class Programs : IAsyncLifetime
    {
        public ILookup<string, string> Lines { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            using BuiltPrograms programs = new();
            programs.Add("Right", Shop);
            programs.Add("WrongKey", Closed + Shop.Replace("\"order.{Region}.placed\"", "\"orders.{Region}.placed\""));
            programs.Add("MissingBinding", Closed + """
                [Message("order.placed")] public sealed record OrderPlaced(int Number);
                [Publishes<OrderPlaced>("order.placed")]
                [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
                """);
            programs.Add(
                "ChangedArgument",
                "[Queue(\"billing\", MessageTtl = 2 * Duration.Hour)] public partial class Billing;",
                released: "[Queue(\"billing\", MessageTtl = Duration.Hour)] public partial class Billing;");
            programs.Add("Unhandled", Closed + Shop.Replace(
                "    public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;\n",
                ""));
            programs.Add("PoisonLoop", """
                [Queue("work")] [DeadLetter<Wait>] public partial class Work;
                [Queue("wait", Purpose = QueuePurpose.Delay, MessageTtl = 5 * Duration.Second)] [DeadLetter<Work>] public partial class Wait;
                """);
            programs.Add("NoDeadline", "[RpcService(\"pricing\", Timeout = 0)] public interface IPricing { Task<string> QuoteAsync(string sku); }");
            programs.Add(
                "RefusedArgument", "[Queue(\"billing\", QueueType.Quorum, MaxPriority = 10, DeliveryLimit = 5)] public partial class Billing;");
            const string versioned =
                "[Queue(\"billing\", QueueType.Quorum, MaxPriority = 40, DeliveryLimit = 5)] public partial class Billing; [Queue(\"gone\", Durable = false)] public partial class Gone;";
            programs.AddFor("4.3", "ForNewBroker", versioned);
            programs.AddFor("3.13", "ForOldBroker", versioned);
            programs.AddFor("newest", "ForNoBroker", "public static class Nothing;");
            programs.Add("NoDeadLetterExchange", """
                public class Failures;
                [Queue("billing")] [DeadLetter<Failures>] public partial class Billing;
                """);
            programs.Add("ServiceA", "[Queue(\"audit\", MessageTtl = Duration.Hour)] public partial class AuditOfA;");
            programs.Add("ServiceB", "[Queue(\"audit\")] public partial class AuditOfB;");
            programs.Add("BothServices", "[assembly: Topology(\"everything\")]", released: null, "ServiceA", "ServiceB");
            programs.Add(
                "ChangedContract",
                "[Message(\"order.placed\")] public sealed record OrderPlaced(int Number, string Customer);",
                released: "[Message(\"order.placed\")] public sealed record OrderPlaced(int Number);");
            programs.Add("TwoMistakes", Shop.Replace("{Region}.placed", "{Regoin}.placed").Replace("\"billing\"", "\"amq.billing\""));
            programs.Add("NotPartial", Shop.Replace("partial class Billing", "class Billing"));
            Lines = await programs.BuildAsync();
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
