using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP307, 308 and 408.</summary>
public sealed class ConsumerTests
{
    private const string Program = """
        [assembly: ClosedTopology]
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region);
        [Message("order.cancelled")] public sealed record OrderCancelled(Region Region);
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.{Region}.cancelled")]
        public partial class Orders;
        [Queue("billing")] [Binding<Orders>("order.#")] public partial class Billing;

        """;

    [Fact]
    public async Task AContractThatArrivesAndIsNotHandledIsNamedWithItsRoute()
    {
        string message = await Expect.MessageAsync(Program + """
            public abstract class Handler : {|TAMQP307:Billing.IConsumer|}
            {
                public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """);
        Assert.Equal(
            "'Handler' does not handle OrderCancelled, which arrives by Orders --order.#--> Billing: " +
            "add HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken)",
            message);
    }

    [Fact]
    public async Task ManyAtATimeAreHandledByTheirOwnMethods()
    {
        string message = await Expect.MessageAsync(Program + """
            public abstract class Handler : {|TAMQP307:Billing.IBatchConsumer|}
            {
                public ValueTask HandleAsync(MessageBatch<OrderPlaced> messages, CancellationToken cancellationToken) => default;
                public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """);
        Assert.Equal(
            "'Handler' does not handle OrderCancelled, which arrives by Orders --order.#--> Billing: " +
            "add HandleAsync(MessageBatch<OrderCancelled> messages, CancellationToken cancellationToken)",
            message);
    }

    [Fact]
    public Task ABatchOfWhatCannotArriveIsDeadCode() => Expect.DiagnosticsAsync(Program + """
        [Message("other")] public sealed record Other(int Id);
        [Ignore<OrderCancelled>] [Ignore<{|TAMQP308:Other|}>]
        public partial class Handler : Billing.IBatchConsumer
        {
            public ValueTask HandleAsync(MessageBatch<OrderPlaced> messages, CancellationToken cancellationToken) => default;
            public ValueTask {|TAMQP308:HandleAsync|}(MessageBatch<Other> messages, CancellationToken cancellationToken) => default;
        }
        """);

    [Fact]
    public Task WhatArrivesInOneOfSeveralQueuesIsIgnoredForAReason() => Expect.DiagnosticsAsync(Program + """
        [Message("other")] public sealed record Other(int Id);
        [Queue("archive")] [Sends<OrderPlaced>] [Sends<Other>] public partial class Archive;
        [Ignore<Other>] [Ignore<OrderCancelled>] [Ignore<{|TAMQP308:string|}>]
        public partial class Handler : Billing.IConsumer, Archive.IBatchConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(MessageBatch<OrderPlaced> messages, CancellationToken cancellationToken) => default;
        }
        """);

    [Fact]
    public Task AQueueHandledInBatchesIsConsumed() => Expect.DiagnosticsAsync("""
        [assembly: ClosedTopology]
        [Message("a")] public sealed record A(int Id);
        [Queue("q")] [Sends<A>] public partial class Q;
        [Queue("r")] [Sends<A>] public partial class R;
        [Queue({|TAMQP306:"s"|})] [Sends<A>] public partial class S;
        public class Handler : Q.IBatchConsumer
        {
            public ValueTask HandleAsync(MessageBatch<A> messages, CancellationToken cancellationToken) => default;
        }
        public class Raw : IBatchConsumer<R>
        {
            public ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken) => default;
        }
        """);

    [Fact]
    public Task ItStandsAtTheEntryOfTheBaseList() => Expect.DiagnosticsAsync(Program + """
        public class Handler() : object(), IDisposable, {|TAMQP307:{|TAMQP307:Billing.IConsumer|}|}
        {
            public void Dispose() { }
        }
        """);

    [Fact]
    public Task InheritedAndExplicitHandlersCount() => Expect.DiagnosticsAsync(Program + """
        public abstract class Base
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        public class Handler : Base, Billing.IConsumer
        {
            ValueTask Billing.IConsumer.HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        """);

    [Fact]
    public Task InAnOpenTopologyTheCompilerAloneSpeaks() => Expect.DiagnosticsAsync(Program.Replace("[assembly: ClosedTopology]", "") + """
        public class Handler : Billing.IConsumer;
        """);

    [Fact]
    public async Task WhatTheQueuesOwnAssemblyCouldNotKnowIsNoMatterOfItsHandlers()
    {
        MetadataReference library = TestCompilation.Library("Billing", """
            [Message("a")] public sealed record A(int Id);
            [Message("b")] public sealed record B(int Id);
            [Exchange("in", ExchangeType.Fanout)] [Publishes<A>] public partial class In;
            [Queue("billing")] [Binding<In>] public partial class Billing;
            """);
        MetadataReference other = TestCompilation.Library("Failing", """
            [Exchange("others")] [Publishes<B>("b")] public partial class Others;
            [Queue("failing", Purpose = QueuePurpose.Delay)] [Binding<Others>("b")] [DeadLetter<In>] public partial class Failing;
            """, library);
        string message = await Expect.MessageAsync("""
            [assembly: {|TAMQP322:ClosedTopology|}]
            public class Handler : Billing.IConsumer
            {
                public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """, library, other);
        Assert.Contains("Others --b--> Failing --dead letter--> In --> Billing", message);
    }

    [Fact]
    public Task AHandlerForWhatCannotArriveIsDeadCode() => Expect.DiagnosticsAsync(Program + """
        [Message("other")] public sealed record Other(int Id);
        public class Handler : Billing.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask {|TAMQP308:HandleAsync|}(Other message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(Other message) => default;
        }
        """);

    [Fact]
    public Task WhereMessagesWaitNobodyConsumes() => Expect.DiagnosticsAsync("""
        [Queue("work")] public partial class Work;
        [Queue("wait", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [DeadLetter<Work>] public partial class Wait;
        public class Handler : {|TAMQP408:Wait.IConsumer|};
        public class WorkHandler : Work.IConsumer;
        public class Batches : {|TAMQP408:Wait.IBatchConsumer|};
        public class Raw : {|TAMQP408:IConsumer<Wait>|}
        {
            public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) => default;
        }
        public class RawBatches : {|TAMQP408:IBatchConsumer<Wait>|}
        {
            public ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken) => default;
        }
        """);
}
