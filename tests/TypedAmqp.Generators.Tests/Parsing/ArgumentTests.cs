using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>What queues and exchanges are declared with on the broker.</summary>
public sealed class ArgumentTests
{
    [Fact]
    public void EveryPropertyOfAQueueTravelsUnderItsName() => Assert.Equal(
        """
        x-consumer-timeout Integer 7
        x-dead-letter-exchange String
        x-dead-letter-routing-key String a
        x-dead-letter-strategy String at-least-once
        x-delivery-limit Integer 1
        x-expires Integer 3
        x-flag Boolean false
        x-initial-cluster-size Integer 3
        x-max-age String 7D
        x-max-in-memory-bytes Integer 9
        x-max-in-memory-length Integer 8
        x-max-length Integer 4
        x-max-length-bytes Integer 5
        x-max-priority Integer 6
        x-message-ttl Integer 2
        x-number Number 1.5
        x-overflow String reject-publish-dlx
        x-queue-leader-locator String balanced
        x-queue-mode String lazy
        x-queue-type String stream
        x-queue-version Integer 2
        x-quorum-target-group-size Integer 5
        x-single-active-consumer Boolean true
        x-stream-filter-size-bytes Integer 32
        x-stream-max-segment-size-bytes Integer 1000000
        """,
        Arguments("""
            [Queue("a")] public partial class A;
            [Queue("q", QueueType.Stream, DeliveryLimit = 1, MessageTtl = 2, Expires = 3, MaxLength = 4, MaxLengthBytes = 5, MaxPriority = 6,
                SingleActiveConsumer = true, Overflow = QueueOverflow.RejectPublishDeadLetter, ConsumerTimeout = 7, MaxInMemoryLength = 8,
                MaxInMemoryBytes = 9, LeaderLocator = QueueLeaderLocator.Balanced, InitialGroupSize = 3, TargetGroupSize = 5,
                MaxAge = 7 * Duration.Day, MaxSegmentBytes = 1_000_000, FilterBytes = 32, Lazy = true, StorageVersion = 2)]
            [DeadLetter<A>(RoutingKey = "ignored", AtLeastOnce = true)]
            [Argument("x-number", 1.5)] [Argument("x-flag", false)] [Argument("x-max-length", 99)]
            public partial class Q;
            """));

    [Fact]
    public void WhatIsNotWrittenIsNotSent() => Assert.Equal("", Arguments("""[Queue("q")] public partial class Q;"""));

    [Theory]
    [InlineData("1", "1s")]
    [InlineData("1500", "2s")]
    [InlineData("90 * Duration.Second", "90s")]
    [InlineData("90 * Duration.Minute", "90m")]
    [InlineData("36 * Duration.Hour", "36h")]
    [InlineData("2 * Duration.Day", "2D")]
    [InlineData("0", "0s")]
    public void TheAgeOfAStreamIsInTheGreatestUnitThatFits(string milliseconds, string age) => Assert.Equal(
        $"x-max-age String {age}\nx-queue-type String stream",
        Arguments($$"""[Queue("q", QueueType.Stream, MaxAge = {{milliseconds}})] public partial class Q;"""));

    [Fact]
    public void TheFirstNodesOfAQuorumQueueHaveANameOfTheirOwn() => Assert.Equal(
        "x-queue-leader-locator String client-local\nx-queue-type String quorum\nx-quorum-initial-group-size Integer 5",
        Arguments(
            """[Queue("q", QueueType.Quorum, InitialGroupSize = 5, LeaderLocator = QueueLeaderLocator.ClientLocal)] public partial class Q;"""));

    [Theory]
    [InlineData("ExchangeType.ConsistentHash", "x-consistent-hash")]
    [InlineData("ExchangeType.ModulusHash", "x-modulus-hash")]
    [InlineData("ExchangeType.Random", "x-random")]
    [InlineData("ExchangeType.LocalRandom", "x-local-random")]
    [InlineData("ExchangeType.RecentHistory", "x-recent-history")]
    [InlineData("BrokerCapability.Random", "x-random")]
    [InlineData("\"x-mine\"", "x-mine")]
    public void ExchangesOfPlugins(string type, string wireType)
    {
        ExchangeModel exchange = new Declared($$"""[Exchange("e", {{type}})] public partial class E;""").Exchange("E");
        Assert.Equal((ExchangeKind.Plugin, wireType), (exchange.Kind, exchange.WireType));
    }

    [Fact]
    public void ADelayedExchangeRoutesAsItsTypeSays()
    {
        ExchangeModel exchange = new Declared("""[Exchange("e", ExchangeType.Topic, Delayed = true)] public partial class E;""").Exchange("E");
        Assert.Equal((ExchangeKind.Topic, "x-delayed-message"), (exchange.Kind, exchange.WireType));
        Assert.Equal(new ArgumentModel("x-delayed-type", ArgumentKind.String, "topic"), Assert.Single(exchange.Arguments));
    }

    [Fact]
    public void AConsistentHashExchangeSaysWhatItHashes()
    {
        ExchangeModel exchange = new Declared("""
            [Exchange("e", ExchangeType.ConsistentHash, HashHeader = "tenant", HashProperty = "message_id")] public partial class E;
            """).Exchange("E");
        Assert.Equal(
            ["hash-header=tenant", "hash-property=message_id"], exchange.Arguments.Select(static argument => argument.Name + "=" + argument.Value));
    }

    [Fact]
    public void CapabilitiesAreTheAssemblys() => Assert.Equal(
        ["x-delayed-message", "x-mine"],
        new Declared(
            """[assembly: BrokerCapability("x-mine")] [assembly: BrokerCapability(BrokerCapability.DelayedMessage)]""").Topology.Capabilities);

    private static string Arguments(string source) => string.Join(
        "\n", new Declared(source).Queue("Q").Arguments.Select(static argument => $"{argument.Name} {argument.Kind} {argument.Value}".TrimEnd()));
}
