namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Topologies and virtual hosts: TAMQP009 and 014.</summary>
public sealed class VirtualHostTests
{
    private const string Topologies = """
        [assembly: Topology("shop")]
        [assembly: Topology("audit", VirtualHost = "audit")]
        [assembly: Topology("shop-too", VirtualHost = "/")]
        [Exchange("here", ExchangeType.Fanout)] public partial class Here;
        [Exchange("there", ExchangeType.Fanout, Topology = "audit")] public partial class There;
        [Queue("parked", Purpose = QueuePurpose.Inspected, Topology = "audit")] public partial class Parked;

        """;

    [Theory]
    [InlineData("""[Queue("q")] [Binding<Here>]""")]
    [InlineData("""[Queue("q", Topology = "audit")] [Binding<There>] [DeadLetter<Parked>]""")]
    [InlineData("""[Queue("q", Topology = "shop-too")] [Binding<Here>]""")]
    [InlineData("""[Queue("q")] [Binding<{|TAMQP014:There|}>]""")]
    [InlineData("""[Queue("q", Topology = "audit")] [Binding<{|TAMQP014:Here|}>]""")]
    [InlineData("""[Queue("q")] [DeadLetter<{|TAMQP014:Parked|}>]""")]
    [InlineData("""[Exchange("e", ExchangeType.Fanout)] [Binding<{|TAMQP014:There|}>]""")]
    [InlineData("""[Exchange("e", ExchangeType.Fanout)] [AlternateExchange<{|TAMQP014:There|}>]""")]
    [InlineData("""[Queue("q", Topology = {|TAMQP009:"nowhere"|})]""")]
    public Task WhatIsLinkedIsInOneVirtualHost(string declaration) => Expect.DiagnosticsAsync(Topologies + declaration + " public partial class Q;");
}
