using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>A contracts library, two services with a queue each, and a project that closes the topology over them.</summary>
public sealed class WorldsTests
{
    private const string Contracts = """
        namespace Contracts;
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region);
        [Message("order.cancelled")] public sealed record OrderCancelled(Region Region);
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.{Region}.cancelled")]
        public partial class Orders;
        """;

    private const string Billing = """
        using Contracts;
        namespace Billing;
        [Queue("billing")] [Binding<Orders>("order.*.placed")] public partial class BillingQueue;
        public sealed class BillingHandler : BillingQueue.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        """;

    private const string Audit = """
        using Contracts;
        namespace Audit;
        [Queue("audit")] [Binding<Orders>("order.#")] public partial class AuditQueue;
        public sealed class AuditHandler : AuditQueue.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        """;

    private const string Closed = "[assembly: ClosedTopology]";

    // As a program's source references what it is closed over.
    private const string NewContract = """
        [Message("order.shipped")] public sealed record OrderShipped(Region Region);
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderShipped>("order.{Region}.shipped")]
        """;

    [Fact]
    public async Task EachServiceIsSoundByItselfAndTogether()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts);
        await AssertSoundAsync(Contracts);
        await AssertSoundAsync(Billing, contracts);
        await AssertSoundAsync(Audit, contracts);
        await AssertSoundAsync(
            Closed, contracts, TestCompilation.Library("Billing", Billing, contracts), TestCompilation.Library("Audit", Audit, contracts));
    }

    [Fact]
    public async Task ANewContractBreaksExactlyTheConsumersThatItReaches()
    {
        MetadataReference contracts = TestCompilation.Library(
            "Contracts", Contracts.Replace("[Exchange(\"orders\", ExchangeType.Topic)]\n", NewContract.ReplaceLineEndings("\n") + "\n"));
        await AssertSoundAsync(Billing, contracts);
        Diagnostic error = Assert.Single(TestCompilation.CompilerProblems(TestCompilation.Create(Audit, contracts)));
        Assert.Equal(
            "'AuditHandler' does not implement interface member 'AuditQueue.IConsumer.HandleAsync(OrderShipped, Delivery, CancellationToken)'",
            error.GetMessage(CultureInfo.InvariantCulture));

        // The member that the compiler names says how the contract comes there.
        INamedTypeSymbol consumer = TestCompilation.Generate(TestCompilation.Create(Audit, contracts)).Compilation.GetTypeByMetadataName(
            "Audit.AuditQueue+IConsumer")!;
        ISymbol member = Assert.Single(
            consumer.GetMembers("HandleAsync"), static member => ((IMethodSymbol)member).Parameters[0].Type.Name == "OrderShipped");
        Assert.Contains("<c>Orders --order.#--&gt; AuditQueue</c>", member.GetDocumentationCommentXml());
    }

    // A service that publishes to the shared exchange what the contracts library does not know.
    private const string Shipping = """
        using Contracts;
        namespace Shipping;
        [Message("order.shipped")] public sealed record OrderShipped(Region Region);
        [Exchange("orders", ExchangeType.Topic, External = true)] [Publishes<OrderShipped>("order.{Region}.shipped")] public partial class Shipments;
        """;

    [Fact]
    public async Task WhatAQueuesAssemblyDoesNotSeePublishedIsAnErrorInTheWhole()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts);
        MetadataReference audit = TestCompilation.Library("Audit", Audit, contracts);
        MetadataReference billing = TestCompilation.Library("Billing", Billing, contracts);
        await AssertSoundAsync(Shipping, contracts);
        Assert.Equal(
            "OrderShipped arrives in 'AuditQueue' by Shipments --order.#--> AuditQueue, but 'Audit', which declares that queue, does not see that 'Shipping' publishes it: its IConsumer has no " +
            "method for it, and rejects it. Declare the publish where 'Audit' sees it, or bind only keys under which it does not come.",
            await Expect.MessageAsync(
                "[assembly: {|TAMQP322:ClosedTopology|}]", contracts, audit, billing, TestCompilation.Library("Shipping", Shipping, contracts)));

        // Where the project that closes the topology publishes itself, it is said there.
        await Expect.DiagnosticsAsync("""
            using Contracts;
            [assembly: ClosedTopology]
            [Message("order.shipped")] public sealed record OrderShipped(Region Region);
            [Exchange("orders", ExchangeType.Topic, External = true)] [Publishes<{|TAMQP322:OrderShipped|}>("order.{Region}.shipped")] public partial class Shipments;
            """, contracts, audit, billing);
    }

    [Fact]
    public async Task WhereTheQueueOrARawHandlerTakesItNothingIsWrong()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts);
        MetadataReference shipping = TestCompilation.Library("Shipping", Shipping, contracts);
        string raw = Audit[..Audit.IndexOf("public sealed class", StringComparison.Ordinal)] + """
            public sealed class Raw : IConsumer<AuditQueue>
            {
                public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) => default;
            }
            """;
        await AssertSoundAsync(Closed, contracts, shipping, TestCompilation.Library("Audit", raw, contracts));

        // A service that references the one which publishes has the method.
        string seeing = Audit.Replace("public sealed class AuditHandler : AuditQueue.IConsumer\n{", """
            public sealed class AuditHandler : AuditQueue.IConsumer
            {
                public ValueTask HandleAsync(Shipping.OrderShipped message, Delivery delivery, CancellationToken cancellationToken) => default;
            """);
        await AssertSoundAsync(Closed, contracts, shipping, TestCompilation.Library("Audit", seeing, contracts, shipping));
    }

    [Fact]
    public async Task WithoutTheWholeNobodySpeaksOfIt()
    {
        // Nobody takes cancellations here: the audit service does, which the billing service does not know.
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts);
        await AssertSoundAsync(Billing, contracts);
        MetadataReference billing = TestCompilation.Library("Billing", Billing, contracts);
        Diagnostic lost = Assert.Single(await TestCompilation.DiagnoseAsync(TestCompilation.Create(Closed, contracts, billing)));
        Assert.Equal("TAMQP301", lost.Id);
        Assert.Contains("OrderCancelled", lost.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AServiceWithoutItsHandlerIsMissedInTheWhole()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts);
        MetadataReference audit = TestCompilation.Library("Audit", Audit, contracts);
        MetadataReference billing = TestCompilation.Library(
            "Billing", Billing[..Billing.IndexOf("public sealed class", StringComparison.Ordinal)], contracts);
        Diagnostic missed = Assert.Single(await TestCompilation.DiagnoseAsync(TestCompilation.Create(Closed, contracts, billing, audit)));
        Assert.Equal("TAMQP306", missed.Id);
        Assert.Contains("Orders --order.*.placed--> BillingQueue", missed.GetMessage(CultureInfo.InvariantCulture));
    }

    private static async Task AssertSoundAsync(string source, params MetadataReference[] references)
    {
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(source, references)));
        ImmutableArray<Diagnostic> reported = await TestCompilation.DiagnoseAsync(TestCompilation.Create(source, references));
        Assert.Empty(reported);
    }
}
