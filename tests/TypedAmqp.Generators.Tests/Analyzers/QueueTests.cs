namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Queues and their arguments: TAMQP011 and 1xx.</summary>
public sealed class QueueTests
{
    private const string Dead = """[Exchange("dead", ExchangeType.Fanout)] public partial class Dead;""" + "\n";

    [Theory]
    [InlineData("""[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP101:Durable = false|})]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP101:Exclusive = true|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP101:AutoDelete = true|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, Durable = true, Exclusive = false, AutoDelete = false)]""")]
    [InlineData("""[Queue("q", Durable = false, AutoDelete = true)]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, Exclusive = true, External = true)]""")]
    public Task ReplicatedQueuesLast(string queue) => Expect.DiagnosticsAsync(queue + " public partial class Q;");

    [Theory]
    [InlineData("4.3", """[Queue("q", {|TAMQP102:Durable = false|})]""")]
    [InlineData("4.10", """[Queue("q", AutoDelete = true, {|TAMQP102:Durable = false|})]""")]
    [InlineData("5.0.1", """[Queue("q", Durable = false, Exclusive = true)]""")]
    [InlineData("4.2", """[Queue("q", Durable = false)]""")]
    [InlineData("nonsense", """[Queue("q", Durable = false)]""")]
    [InlineData("4.3", """[Queue("q", MaxPriority = 255)]""")]
    [InlineData("4.3", """[Queue("q", {|TAMQP103:MaxPriority = 256|})]""")]
    [InlineData("4.3", """[Queue("q", {|TAMQP103:MaxPriority = -1|})]""")]
    [InlineData("4.3", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP103:MaxPriority = 32|})]""")]
    [InlineData("4.3", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, MaxPriority = 31)]""")]
    [InlineData("4.2", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP103:MaxPriority = 31|})]""")]
    [InlineData("4.3", """[Queue("q", QueueType.Stream)] [Argument("x-max-priority", {|TAMQP103:3|})]""")]
    [InlineData("3.11", """[Queue("q", Lazy = true)]""")]
    [InlineData("3.12", """[Queue("q", {|TAMQP110:Lazy = true|})]""")]
    [InlineData("3.12", """[Queue("q", StorageVersion = 1)]""")]
    [InlineData("4.3", """[Queue("q", {|TAMQP110:StorageVersion = 1|})]""")]
    [InlineData("3.13", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, MaxInMemoryLength = 5)]""")]
    [InlineData("4.0", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP110:MaxInMemoryLength = 5|})]""")]
    [InlineData("3.10", """[Queue("q", {|TAMQP104:LeaderLocator = QueueLeaderLocator.Balanced|})]""")]
    [InlineData("4.0", """[Queue("q", LeaderLocator = QueueLeaderLocator.Balanced)]""")]
    [InlineData("3.10", """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, LeaderLocator = QueueLeaderLocator.Balanced)]""")]
    [InlineData("4.2", """[Queue("q")] [Argument("x-queue-leader-locator", {|TAMQP114:"nearest"|})]""")]
    [InlineData("3.8", """[Queue("q")] [Argument("x-ha-policy", {|TAMQP110:"all"|})]""")]
    [InlineData("3.13", """[Queue({|TAMQP112:"q"|}, QueueType.Quorum)]""")]
    [InlineData("4.0", """[Queue({|TAMQP111:"q"|}, QueueType.Quorum)]""")]
    public Task TheBrokersVersionDecides(string version, string queue) =>
        Expect.DiagnosticsAsync($"// <TypedAmqpBrokerVersion>{version}</TypedAmqpBrokerVersion>\n{queue} public partial class Q;");

    [Theory]
    [InlineData("""[Queue("q", {|TAMQP104:DeliveryLimit = 5|})]""")]
    [InlineData("""[Queue("q", {|TAMQP104:MaxAge = Duration.Hour|})]""")]
    [InlineData("""[Queue("q", {|TAMQP104:TargetGroupSize = 3|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP104:SingleActiveConsumer = true|})]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, DeliveryLimit = 5, {|TAMQP104:StorageVersion = 2|})]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, DeliveryLimit = 5)] [Argument("x-max-age", {|TAMQP104:"1h"|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP105:MessageTtl = 5|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP105:Overflow = QueueOverflow.DropHead|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP105:DeliveryLimit = 5|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream)] [{|TAMQP105:DeadLetter<Dead>|}]""")]
    [InlineData("""[Queue("q", QueueType.Stream, MaxAge = Duration.Hour, MaxLengthBytes = 1, MaxSegmentBytes = 1, InitialGroupSize = 3)]""")]
    [InlineData("""[Queue("q")] [Argument("x-queue-type", "stream")] [Argument("x-message-ttl", {|TAMQP105:5|})]""")]
    [InlineData("""[Queue("q", {|TAMQP101:Durable = false|}, DeliveryLimit = 5)] [Argument("x-queue-type", "quorum")]""")]
    [InlineData("""[Queue("q", MaxPriority = 3)] [Argument("x-queue-type", "classic")]""")]
    [InlineData("""[Queue("q")] [Argument("x-queue-type", {|TAMQP114:"qourum"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-queue-type", {|TAMQP114:2|})]""")]
    [InlineData("""[Queue("q", {|TAMQP114:(QueueType)77|})]""")]
    [InlineData("""[Queue("q", {|TAMQP114:Overflow = (QueueOverflow)77|})]""")]
    [InlineData("""[Queue("q", MessageTtl = 5)] [{|TAMQP118:Argument("x-message-ttl", 6)|}]""")]
    [InlineData("""[Queue("q", QueueType.Stream)] [{|TAMQP118:Argument("x-queue-type", "classic")|}]""")]
    [InlineData(
        """[Queue("q")] [DeadLetter<Dead>(RoutingKey = "k")] [{|TAMQP118:Argument("x-dead-letter-exchange", "x")|}] [{|TAMQP118:Argument("x-dead-letter-routing-key", "x")|}]""")]
    [InlineData(
        """[Queue("q")] [DeadLetter<Dead>] [Argument("x-dead-letter-routing-key", "x")] [Argument("x-anything", 1)] [{|TAMQP118:Argument("x-anything", 2)|}]""")]
    [InlineData("""[Queue("q")] [Argument("x-max-length", {|TAMQP114:"many"|})]""")]
    [InlineData("""[Queue("q", {|TAMQP106:Expires = 0|})]""")]
    [InlineData("""[Queue("q", {|TAMQP106:MessageTtl = -Duration.Second|})]""")]
    [InlineData("""[Queue("q", {|TAMQP106:MaxLength = -1|}, Overflow = QueueOverflow.DropHead)]""")]
    [InlineData("""[Queue("q", MessageTtl = 0, MaxLength = 0, Overflow = QueueOverflow.RejectPublish)]""")]
    [InlineData("""[Queue("q")] [Argument("x-message-ttl", {|TAMQP114:"1000"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-single-active-consumer", {|TAMQP114:"yes"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-overflow", {|TAMQP114:1|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream)] [Argument("x-max-age", {|TAMQP114:"1 hour"|})]""")]
    [InlineData("""[Queue("q", QueueType.Stream, {|TAMQP114:MaxAge = 0|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-overflow", {|TAMQP114:"drop-tail"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-overflow", "reject-publish")]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, DeliveryLimit = 5)] [DeadLetter<Dead>] [Argument("x-dead-letter-strategy", {|TAMQP114:"once"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-of-tomorrow", "1000")]""")]
    public Task ArgumentsSuitTheQueue(string queue) => Expect.DiagnosticsAsync(Dead + queue + " public partial class Q;");

    [Theory]
    [InlineData("""[Queue("q")] [Argument("x-dead-letter-routing-key", {|TAMQP107:"k"|})]""")]
    [InlineData("""[Queue("q")] [Argument("x-dead-letter-routing-key", "k")] [Argument("x-dead-letter-exchange", "amq.fanout")]""")]
    [InlineData(
        """[Queue("q", QueueType.Quorum, DeliveryLimit = 5, MaxLength = 5, {|TAMQP108:Overflow = QueueOverflow.RejectPublishDeadLetter|})]""")]
    [InlineData("""[Queue("q", MaxLength = 5, Overflow = QueueOverflow.RejectPublishDeadLetter)]""")]
    [InlineData("""[Queue("q", QueueType.Quorum)] [DeadLetter<Dead>({|TAMQP109:AtLeastOnce = true|})]""")]
    [InlineData("""[Queue("q", QueueType.Quorum, Overflow = QueueOverflow.RejectPublish)] [DeadLetter<Dead>(AtLeastOnce = true)]""")]
    [InlineData("""[Queue("q", {|TAMQP113:Expires = 5|})] [DeadLetter<Dead>]""")]
    [InlineData("""[Queue("q", {|TAMQP115:MaxLengthBytes = 5|})]""")]
    [InlineData("""[Queue("q", MaxLength = 5)] [DeadLetter<Dead>]""")]
    [InlineData("""[Queue("q", {|TAMQP117:AutoDelete = true|}, Purpose = QueuePurpose.Inspected)]""")]
    [InlineData("""[Queue("q", AutoDelete = true)]""")]
    public Task DeadLettersAndLimitsFitTogether(string queue) => Expect.DiagnosticsAsync(Dead + queue + " public partial class Q;");

    [Theory]
    [InlineData("[Queue({|TAMQP011:Durable = true|})]")]
    [InlineData("[{|TAMQP011:Queue|}]")]
    [InlineData("[Queue(Exclusive = true)]")]
    [InlineData("[Queue(AutoDelete = true)]")]
    public Task AQueueWithoutANameGoesWithWhoeverUsesIt(string queue) => Expect.DiagnosticsAsync(queue + " public partial class Q;");

    [Fact]
    public async Task MessagesNameTheValueAndTheRemedy()
    {
        Assert.Equal(
            "'x-delivery-limit' is for quorum queues, and 'Q' is a classic one: the declaration is refused (406). Remove it, or change the queue's type.",
            await Expect.MessageAsync("""[Queue("q", {|TAMQP104:DeliveryLimit = 5|})] public partial class Q;"""));
        Assert.Equal(
            "'Q': a classic queue takes an x-max-priority of 0 to 255, not 300; the declaration is refused (406). Choose one of these.",
            await Expect.MessageAsync("""[Queue("q", {|TAMQP103:MaxPriority = 300|})] public partial class Q;"""));
        Assert.Equal(
            "'x-message-ttl' is given as string, and the broker takes a whole number: the declaration is refused (406); write 1000",
            await Expect.MessageAsync("""[Queue("q")] [Argument("x-message-ttl", {|TAMQP114:"1000"|})] public partial class Q;"""));
    }
}
