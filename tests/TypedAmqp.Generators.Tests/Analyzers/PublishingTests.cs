namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>How contracts are published: TAMQP203, 205, 216, 311, 314, 409, 501 and 519.</summary>
public sealed class PublishingTests
{
    private const string Contracts = """
        [Message("a")] public sealed record A(int Id, string? Name, DateOnly Day, decimal Price, double Size, DateTimeOffset? At, TimeSpan Age);
        [Exchange("rest", ExchangeType.Fanout)] public partial class Rest;

        """;

    [Theory]
    [InlineData("""[Publishes<A>("a.{Id}")]""")]
    [InlineData("""[Publishes<A>("a.{|TAMQP203:{Name}|}")]""")]
    [InlineData("""[Publishes<A>("a.{|TAMQP205:{Day}|}.{|TAMQP205:{Price}|}.{|TAMQP205:{Size}|}")]""")]
    [InlineData("""[Publishes<A>("a.{Day:yyyy}.{Price:0}.{Id}")]""")]
    [InlineData("""[Publishes<A>("a.{|TAMQP203:{|TAMQP205:{At}|}|}")]""")]
    [InlineData("""[Publishes<A>("a{|TAMQP211:..|}b")]""")]
    [InlineData("""[AlternateExchange<Rest>] [Publishes<A>("a", {|TAMQP314:Mandatory = true|})]""")]
    [InlineData("""[AlternateExchange<Rest>] [Publishes<A>("a")]""")]
    [InlineData("""[Publishes<A>("a", Mandatory = true)]""")]
    public Task ARouteFitsItsContract(string route) =>
        Expect.DiagnosticsAsync(Contracts + $"""[Exchange("e", ExchangeType.Topic)] {route} public partial class E;""");

    [Fact]
    public async Task AKeyThatCanBeTooLongIsAWarning()
    {
        string word = new('w', 240);
        Microsoft.CodeAnalysis.Diagnostic diagnostic = Assert.Single(await Expect.DiagnosticsAsync(Contracts + $$"""
            [Exchange("e", ExchangeType.Topic)] [Publishes<A>({|TAMQP201:"{{word}}.{Id}"|})] public partial class E;
            """));
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Warning, diagnostic.Severity);
    }

    [Fact]
    public Task NobodyPublishesToAnInternalExchange() => Expect.DiagnosticsAsync(Contracts + """
        [Exchange("e", ExchangeType.Fanout, Internal = true)] [{|TAMQP311:Publishes<A>|}] public partial class E;
        """);

    [Fact]
    public Task MessagesLastAsLongAsTheirQueues() => Expect.DiagnosticsAsync(Contracts + """
        [Exchange("e", ExchangeType.Topic)]
        [Publishes<A>("durable", {|TAMQP501:Persistent = false|})]
        [Publishes<A>("gone", {|TAMQP501:Persistent = true|})]
        [Publishes<A>("gone.{Id}", Persistent = false)]
        [Publishes<A>("durable.{Id}", Persistent = true)]
        public partial class E;
        [Queue("q")] [Binding<E>("durable.#")] public partial class Q;
        [Queue("r", Durable = false)] [Binding<E>("gone.#")] public partial class R;
        """);

    [Fact]
    public Task PrioritiesAndExpirationsSuitTheQueue() => Expect.DiagnosticsAsync(Contracts + """
        [Queue("a", MaxPriority = 5)] [Sends<A>({|TAMQP519:Priority = 6|})] public partial class Qa;
        [Queue("b", MaxPriority = 5)] [Sends<A>(Priority = 5)] public partial class Qb;
        [Queue("c")] [Sends<A>({|TAMQP519:Priority = 1|})] public partial class Qc;
        [Queue("d", External = true)] [Sends<A>(Priority = 1)] public partial class Qd;
        [Queue("e")] [Sends<A>({|TAMQP409:Expiration = Duration.Minute|})] public partial class Qe;
        [Queue("f", QueueType.Quorum, DeliveryLimit = 5)] [Sends<A>(Expiration = Duration.Minute)] public partial class Qf;
        """);

    [Fact]
    public Task PropertiesOfContractsAreRequired() => Expect.DiagnosticsAsync("""
        [Message("a")] public sealed record A(int Positional)
        {
            public int {|TAMQP216:Id|} { get; set; }
            public required int Required { get; init; }
            public int? Nullable { get; init; }
            public List<int> WithDefault { get; init; } = [];
            public bool {|TAMQP216:Flag|} { get; init; }
            public int Computed => Id;
            private int Hidden { get; set; }
        }
        public sealed class NoContract { public int Id { get; set; } }
        """);
}
