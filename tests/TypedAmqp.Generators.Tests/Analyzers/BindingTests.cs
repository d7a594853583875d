namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Bindings as one declaration shows them: TAMQP209, 210, 310, 316 to 321.</summary>
public sealed class BindingTests
{
    private const string Exchanges = """
        [assembly: BrokerCapability(BrokerCapability.ConsistentHash)]
        [Exchange("topic", ExchangeType.Topic)] public partial class Topic;
        [Exchange("fanout", ExchangeType.Fanout)] public partial class Fanout;
        [Exchange("headers", ExchangeType.Headers)] public partial class Headers;
        [Exchange("hash", ExchangeType.ConsistentHash)] public partial class Hash;
        [Exchange("gone", ExchangeType.Fanout, Durable = false)] public partial class Gone;
        [Exchange("theirs", ExchangeType.Fanout, Durable = false, External = true)] public partial class Theirs;

        """;

    [Theory]
    [InlineData("""[Binding<Fanout>({|TAMQP209:"k"|})]""")]
    [InlineData("""[Binding<Headers>({|TAMQP209:"k"|})]""")]
    [InlineData("""[Binding<Fanout>("")]""")]
    [InlineData("""[Binding<Topic>("a.{|TAMQP210:#.#|}.b", "#.a.#")]""")]
    [InlineData("""[Binding<Topic>("a{|TAMQP211:..|}b", "{|TAMQP211:.|}a", "a{|TAMQP211:.|}", "")]""")]
    [InlineData("""[Binding<Topic>("{|TAMQP211:.|}", "{|TAMQP211:..|}", "a{|TAMQP211:...|}b{|TAMQP211:..|}")]""")]
    [InlineData("""[HeadersBinding<Headers>("a", 1, {|TAMQP316:Matching = (HeadersMatch)9|})]""")]
    [InlineData("""[HeadersBinding<Headers>({|TAMQP316:"x-match"|}, "any", "a", 1, Matching = HeadersMatch.AnyWithX)]""")]
    [InlineData("""[HeadersBinding<Headers>({|TAMQP317:Matching = HeadersMatch.AnyWithX|})]""")]
    [InlineData("""[HeadersBinding<Headers>]""")]
    [InlineData("""[HeadersBinding<Headers>({|TAMQP318:"x-a"|}, 1, "b", 1, Matching = HeadersMatch.Any)]""")]
    [InlineData("""[HeadersBinding<Headers>("x-a", 1, Matching = HeadersMatch.AnyWithX)]""")]
    [InlineData("""[Binding<Hash>("1", {|TAMQP320:"0"|}, {|TAMQP320:"a.*"|})]""")]
    [InlineData("""[{|TAMQP320:Binding<Hash>|}]""")]
    [InlineData("""[Binding<{|TAMQP321:Gone|}>]""")]
    [InlineData("""[Binding<Theirs>]""")]
    public Task ABindingFitsItsExchange(string binding) => Expect.DiagnosticsAsync(Exchanges + $"""[Queue("q")] {binding} public partial class Q;""");

    [Fact]
    public async Task ExchangesInACircleAreNamed()
    {
        string message = await Expect.MessageAsync("""
            [Exchange("a", ExchangeType.Fanout)] [Binding<{|TAMQP310:C|}>] public partial class A;
            [Exchange("b", ExchangeType.Fanout)] [Binding<A>] public partial class B;
            [Exchange("c", ExchangeType.Fanout)] [Binding<B>] public partial class C;
            [Exchange("d", ExchangeType.Fanout)] [Binding<C>] public partial class D;
            """);
        Assert.StartsWith("A --> B --> C --> A is a circle", message);
    }

    [Fact]
    public Task HeadersThatNobodySetsNeverMatch() => Expect.DiagnosticsAsync("""
        [assembly: ClosedTopology]
        public enum PageFormat { Pdf, Html }
        [Message("page")] public sealed record Page([property: Header("format")] PageFormat Format, [property: Header("pages")] int Pages);
        [Exchange("pages", ExchangeType.Headers)] [Publishes<Page>] public partial class Pages;
        [Exchange({|TAMQP712:"theirs"|}, ExchangeType.Headers, External = true)] [Publishes<Page>] public partial class Theirs;
        [Queue("q")]
        [HeadersBinding<Pages>("format", "pdf", "pages", 1)]
        [HeadersBinding<Pages>({|TAMQP319:"format"|}, "postscript")]
        [HeadersBinding<Pages>({|TAMQP319:"pages"|}, "1")]
        [HeadersBinding<Pages>({|TAMQP319:"colour"|}, true)]
        [HeadersBinding<Theirs>("colour", true)]
        public partial class Q;
        """);
}
