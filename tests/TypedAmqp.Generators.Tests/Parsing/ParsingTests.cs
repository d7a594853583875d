using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>From attributes to models.</summary>
public sealed class ParsingTests
{
    private static readonly Declared Shop = new(ShopExample.Declarations);

    [Fact]
    public void AnExchangeHasItsRoutes()
    {
        ExchangeModel orders = Shop.Exchange("Orders");
        Assert.Equal(("orders", ExchangeKind.Topic, "topic"), (orders.Name, orders.Kind, orders.WireType));
        Assert.Equal((true, false, false, false), (orders.Durable, orders.AutoDelete, orders.Internal, orders.External));
        Assert.Equal(
            ("global::Orders", "", "Orders", "public"), (orders.Type.FullName, orders.Type.Namespace, orders.Type.Name, orders.Type.Accessibility));
        RouteModel placed = orders.Routes[0];
        Assert.Equal(
            ("global::OrderPlaced", "order.placed", true, true),
            (placed.Message.TypeName, placed.Message.WireName, placed.Options.Persistent, placed.Options.Mandatory));
        Assert.Equal(["order.", null, ".placed"], placed.Key.Parts.Select(static part => part.Literal));
        KeyPart region = placed.Key.Parts[1];
        Assert.Equal(("Region", PlaceholderKind.Enumeration, 6, 8), (region.Property, region.Kind, region.Start, region.Length));
        Assert.Equal([("global::Region.Eu", "eu"), ("global::Region.Us", "us")], region.Words.Select(static word => (word.Member, word.Word)));
    }

    [Fact]
    public void AQueueHasItsArgumentsAndWhatLeadsToIt()
    {
        QueueModel billing = Shop.Queue("Billing");
        Assert.Equal(("billing", QueueKind.Quorum, true, false), (billing.Name, billing.Kind, billing.Durable, billing.Exclusive));
        Assert.Equal(
            ["x-dead-letter-exchange=graveyard", "x-delivery-limit=5", "x-message-ttl=7200000", "x-queue-type=quorum"],
            billing.Arguments.Select(static argument => argument.Name + "=" + argument.Value));
        Assert.Equal(["order.*.placed", "order.*.cancelled"], Assert.Single(billing.Bindings).Keys);
        Assert.Equal("global::Orders", billing.Bindings[0].Exchange);
        Assert.Equal(["graveyard", "orders"], billing.Exchanges.Select(static exchange => exchange.Name));
        Assert.Equal(new DeadLetterModel("global::Graveyard", "graveyard", null, false), billing.DeadLetter);
    }

    [Fact]
    public void OtherQueuesAreWhatTheySay()
    {
        Assert.Equal(Model.QueuePurpose.Inspected, Shop.Queue("Buried").Purpose);
        Assert.Equal([""], Shop.Queue("Buried").Bindings[0].Keys);
        Assert.Equal("greeting", Assert.Single(Shop.Queue("Hello").Sends).Message.WireName);
        QueueModel mine = Shop.Queue("MyLogs");
        Assert.Equal(("", false, true), (mine.Name, mine.Durable, mine.Exclusive));
        Assert.True(mine.Bindings[0].AtRunTime);
        Assert.Empty(mine.Bindings[0].Keys);
    }

    [Fact]
    public void AServiceHasItsMethods()
    {
        RpcServiceModel pricing = Shop.Service("IPricing");
        Assert.Equal(("pricing", 5000L, true, true), (pricing.Name, pricing.TimeoutMilliseconds, pricing.Durable, pricing.HasOnlyMethods));
        RpcMethodModel quote = Assert.Single(pricing.Methods);
        Assert.Equal(
            ("QuoteAsync", "pricing.Quote", "request", "cancellationToken", 5000L),
            (quote.Name, quote.WireName, quote.RequestParameter, quote.CancellationParameter, quote.TimeoutMilliseconds));
        Assert.Equal(("global::QuoteRequest", "global::Quote", true), (quote.Request?.TypeName, quote.Reply?.TypeName, quote.IsSupported));
    }

    [Fact]
    public void SignaturesThatCannotTravelAreMarked()
    {
        RpcServiceModel service = new Declared("""
            public interface IBase { ValueTask<int> InheritedAsync(string text); }
            [RpcService("s", Format = MessageFormat.Text)] public interface IS : IBase
            {
                Task Nothing();
                [RpcMethod("renamed", Timeout = 7)] Task<int> One(int n, CancellationToken token);
                void Void(int n);
                Task<T> Generic<T>(T t);
                Task Two(int a, int b);
                Task ByReference(in int a);
                int Synchronous();
            }
            """).Service("IS");
        Assert.Equal(
            ["Nothing:True", "One:True", "Void:False", "Generic:False", "Two:False", "ByReference:False", "Synchronous:False", "InheritedAsync:True"],
            service.Methods.Select(static method => method.Name + ":" + method.IsSupported));
        Assert.Equal(
            ("s.renamed", 7L, Model.MessageFormat.Text),
            (service.Methods[1].WireName, service.Methods[1].TimeoutMilliseconds, service.Methods[1].Request!.Format));
        Assert.Null(service.Methods[0].Reply);
        Assert.True(service.Methods[7].ReturnsValueTask);
    }

    [Fact]
    public void TheAssemblySaysWhatItIs() => Assert.Equal(new TopologyModel("shop", "global::ShopJson", null, true), Shop.Topology);

    [Fact]
    public void VersionsAndFormatsOfContracts()
    {
        Declared declared = new("""
            [Message("a", Version = 3, Format = MessageFormat.Text)] public record struct A(string Text);
            [Exchange("e")]
            [Publishes<A>("a", Persistent = false, Mandatory = false)] [Publishes<string>("s")] [Publishes<ReadOnlyMemory<byte>>("m")] [Publishes<byte[]>("b")] [Publishes<int[]>]
            public partial class E;
            """);
        EquatableArray<RouteModel> routes = declared.Exchange("E").Routes;
        Assert.Equal(
            ("a.v3", Model.MessageFormat.Text, true, false, false),
            (routes[0].Message.WireName, routes[0].Message.Format, routes[0].Message.IsValueType, routes[0].Options.Persistent, routes[0].Options.Mandatory));
        Assert.Equal(
            [Model.MessageFormat.Text, Model.MessageFormat.Raw, Model.MessageFormat.Raw, Model.MessageFormat.Json],
            routes.Skip(1).Select(static route => route.Message.Format));
        Assert.Equal("string", routes[1].Message.TypeName);
        Assert.Equal("", routes[4].Key.Constant);
    }

    [Theory]
    [InlineData("int", "N", PlaceholderKind.Integer, true)]
    [InlineData("long", "N:D5", PlaceholderKind.Integer, true)]
    [InlineData("int", "N:0.00", PlaceholderKind.Formattable, false)]
    [InlineData("int?", "N", PlaceholderKind.Integer, true)]
    [InlineData("bool", "N", PlaceholderKind.Boolean, true)]
    [InlineData("Guid", "N:N", PlaceholderKind.Guid, true)]
    [InlineData("string", "N", PlaceholderKind.Word, true)]
    [InlineData("string?", "N:words", PlaceholderKind.Text, false)]
    [InlineData("DateOnly", "N:yyyy.MM", PlaceholderKind.Formattable, false)]
    [InlineData("DateOnly", "N:yyyy-MM", PlaceholderKind.Formattable, true)]
    [InlineData("char", "N", PlaceholderKind.Formattable, true)]
    [InlineData("DayOfWeek", "N", PlaceholderKind.Enumeration, true)]
    [InlineData("DayOfWeek", "N:D", PlaceholderKind.Formattable, true)]
    [InlineData("object", "N", PlaceholderKind.Unknown, false)]
    [InlineData("int", "M", PlaceholderKind.Unknown, false)]
    internal void PlaceholdersAreWhatTheirTypesAre(string type, string placeholder, PlaceholderKind kind, bool isOneWord)
    {
        Declared declared = new(
            $$"""public record M({{type}} N); [Exchange("e", ExchangeType.Topic)] [Publishes<M>("{{{placeholder}}}")] public partial class E;""");
        KeyPart part = Assert.Single(declared.Exchange("E").Routes[0].Key.Parts);
        Assert.Equal((kind, isOneWord, type.EndsWith('?')), (part.Kind, part.IsOneWord, part.IsNullable));
    }

    [Fact]
    public void WordsOfAnEnumMayBeChosen()
    {
        Declared declared = new("""
            public enum Region { [Word("europe")] Eu, Us, America = Us, ASIA }
            public record M(Region R);
            [Exchange("e")] [Publishes<M>("{R}")] public partial class E;
            """);
        Assert.Equal(["europe", "us", "asia"], declared.Exchange("E").Routes[0].Key.Parts[0].Words.Select(static word => word.Word));
    }

    [Theory]
    [InlineData("a.{{b}}.c", "a.{b}.c", null)]
    [InlineData("{{{N}}}", "{|N|}", null)]
    [InlineData("{", "{", 0)]
    [InlineData("a}b", "a}b", 1)]
    [InlineData("{}", "{}", 0)]
    [InlineData("{a{N}", "{a|N", 0)]
    [InlineData("", "", null)]
    public void BracesAreReadAsWritten(string text, string parts, int? stray)
    {
        KeyTemplate template = TypedAmqp.Generators.Parsing.KeyTemplateParser.Parse(text, null);
        Assert.Equal(parts, string.Join("|", template.Parts.Select(static part => part.Literal ?? part.Property)));
        Assert.Equal(stray, template.StrayBrace);
        Assert.All(
            template.Parts.Where(static part => part.IsPlaceholder),
            part => Assert.Equal("{" + part.Property + "}", text.Substring(part.Start, part.Length)));
    }

    [Fact]
    public void HeadersAreBoundWithTheirMatch()
    {
        BindingModel binding = Assert.Single(new Declared("""
            [Exchange("h", ExchangeType.Headers)] public partial class H;
            [Queue("q")] [HeadersBinding<H>("format", "pdf", "pages", 3, Matching = HeadersMatch.AnyWithX)] public partial class Q;
            """).Queue("Q").Bindings);
        Assert.Equal(
            ["format=pdf", "pages=3", "x-match=any-with-x"], binding.Arguments.Select(static argument => argument.Name + "=" + argument.Value));
    }

    [Fact]
    public void ModelsOfOneSourceAreEqualAndThoseOfAnotherAreNot()
    {
        Declared again = new(ShopExample.Declarations);
        Declared changed = new(ShopExample.Declarations.Replace("order.{Region}.placed", "order.{Region}.made"));
        Assert.Equal(Shop.Queue("Billing"), again.Queue("Billing"));
        Assert.Equal(Shop.Queue("Billing").GetHashCode(), again.Queue("Billing").GetHashCode());
        Assert.Equal(Shop.Service("IPricing"), again.Service("IPricing"));
        Assert.NotEqual(Shop.Queue("Billing"), changed.Queue("Billing"));
        Assert.Equal(Shop.Queue("Hello"), changed.Queue("Hello"));
    }

    [Fact]
    public void ADeclarationOfAnotherAssemblyReadsAsOneOfThisAssembly()
    {
        MetadataReference library = TestCompilation.Library("Contracts", "namespace Contracts;\n" + """
            public enum Region { Eu, Us }
            [Message("order.placed")] public sealed record OrderPlaced(Region Region);
            [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
            """);
        QueueModel queue = new Declared("""[Queue("q")] [Binding<Contracts.Orders>("#")] public partial class Q;""", library).Queue("Q");
        ExchangeModel orders = Assert.Single(queue.Exchanges);
        Assert.Equal(("Contracts", "global::Contracts.Orders"), (orders.Type.AssemblyName, orders.Type.FullName));
        Assert.Equal(["eu", "us"], orders.Routes[0].Key.Parts[1].Words.Select(static word => word.Word));
    }
}
