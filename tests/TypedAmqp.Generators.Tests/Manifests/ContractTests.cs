using TypedAmqp.Generators.Manifests;

namespace TypedAmqp.Generators.Tests.Manifests;

/// <summary>Contracts in the manifest: their properties are what the other end relies on.</summary>
public sealed class ContractTests
{
    [Fact]
    public void EveryContractIsListedOnce()
    {
        Manifest manifest = Read("""
            [assembly: Topology("shop", Json = typeof(J))]
            [Message("a", Version = 2)] public sealed record A(int N);
            [Message("unused")] public sealed record Unused(string Text);
            public sealed record Request(A Inner);
            [Exchange("e")] [Publishes<A>("a")] [Publishes<A>("b")] [Publishes<string>("s")] public partial class E;
            [Queue("q")] [Sends<Request>] public partial class Q;
            [RpcService("s", Timeout = 1)] public interface IS { Task<int> M(Request request); }
            [System.Text.Json.Serialization.JsonSerializable(typeof(A))]
            internal sealed partial class J : System.Text.Json.Serialization.JsonSerializerContext;
            """);
        Assert.Equal(
        [
            new ContractModel("global::A", "a.v2", 2, Model.MessageFormat.Json, IsInJsonContext: true),
            new ContractModel("global::Request", null, 1, Model.MessageFormat.Json, IsInJsonContext: false),
            new ContractModel("global::Unused", "unused", 1, Model.MessageFormat.Json, IsInJsonContext: false),
            new ContractModel("int", null, 1, Model.MessageFormat.Json, IsInJsonContext: false),
            new ContractModel("string", null, 1, Model.MessageFormat.Text, IsInJsonContext: false),
        ], manifest.Contracts);
        Assert.Equal(["global::A", "global::Request", "global::Unused"], manifest.Shapes.Select(static shape => shape.Type));
    }

    [Fact]
    public void PropertiesAreThoseThatTravel()
    {
        Assert.Equal(
        [
            new PropertyModel("Default", "default", "int", IsRequired: false),
            new PropertyModel("Inherited", "inherited", "bool", IsRequired: false),
            new PropertyModel("Maybe", "maybe", "string?", IsRequired: true),
            new PropertyModel("Must", "must", "global::System.Guid", IsRequired: true),
            new PropertyModel("Number", "number", "int", IsRequired: true),
            new PropertyModel("Optional", "optional", "int?", IsRequired: false),
            new PropertyModel("Renamed", "other", "string", IsRequired: false),
        ], Shape("""
            [Message("m")] public sealed record M(int Number, string? Maybe, int Default = 3) : Base
            {
                public required Guid Must { get; init; }
                public int? Optional { get; init; }
                [JsonPropertyName("other")] public string Renamed { get; set; } = "";
                [JsonIgnore] public int Ignored { get; set; }
                public static int Shared { get; set; }
                internal int Hidden { get; set; }
            }
            public abstract record Base { public bool Inherited { get; init; } }
            """, "global::M").Properties);
    }

    [Theory]
    [InlineData("", "[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]", "urlValue")]
    [InlineData("", "[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]", "url_value")]
    [InlineData("", "[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseUpper)]", "URL-VALUE")]
    [InlineData("", "", "URLValue")]
    [InlineData("[JsonPropertyName(\"x\")]", "[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]", "x")]
    public void TheContextNamesProperties(string attribute, string options, string json) => Assert.Equal(json, Shape($$"""
        [assembly: Topology("shop", Json = typeof(J))]
        [Message("m")] public sealed class M { {{attribute}} public int URLValue { get; set; } }
        {{options}} [JsonSerializable(typeof(M))] internal sealed partial class J : JsonSerializerContext;
        """, "global::M").Properties.Single().Json);

    [Theory]
    [InlineData("", "", "0", "7")]
    [InlineData("[JsonConverter(typeof(JsonStringEnumConverter<Kind>))]", "", "one", "Two")]
    [InlineData("", "UseStringEnumConverter = true", "one", "Two")]
    public void EnumsAreNumbersOrNames(string attribute, string options, string first, string second) => Assert.Equal(
        [new MemberModel("One", "0", first), new MemberModel("Two", "7", second)],
        Shape($$"""
            [assembly: Topology("shop", Json = typeof(J))]
            {{attribute}} public enum Kind { [JsonStringEnumMemberName("one")] One, Two = 7 }
            [Message("m")] public sealed record M(System.Collections.Generic.Dictionary<string, Kind?[]> Kinds);
            [JsonSourceGenerationOptions({{options}})] [JsonSerializable(typeof(M))] internal sealed partial class J : JsonSerializerContext;
            """, "global::Kind").Members);

    [Fact]
    public void EachTopologysContextNamesItsOwn()
    {
        Manifest manifest = Read(Usings + """
            [assembly: Topology("shop", Json = typeof(J))]
            [assembly: Topology("audit", Json = typeof(K))]
            public sealed record Inner(int InnerValue);
            [Message("m")] public sealed record M(int SomeValue);
            [Message("n")] public sealed record N(int SomeValue, Inner Inner);
            [Message("listed")] public sealed record Listed(int SomeValue);
            public sealed record Request(int SomeValue);
            [Queue("q")] [Sends<M>] public partial class Q;
            [Queue("r", Topology = "audit")] [Sends<N>] [Sends<M>] public partial class R;
            [RpcService("s", Timeout = 1, Topology = "audit")] public interface IS { Task<int> M(Request request); }
            [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)] [JsonSerializable(typeof(M))] internal sealed partial class J : JsonSerializerContext;
            [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
            [JsonSerializable(typeof(N))] [JsonSerializable(typeof(Listed))] [JsonSerializable(typeof(Request))] internal sealed partial class K : JsonSerializerContext;
            """);
        Assert.Equal(
            ["global::Inner inner_value True", "global::Listed some_value True", "global::M someValue ", "global::N inner,some_value True",
                "global::Request some_value True"],
            manifest.Shapes.Select(static shape =>
                $"{shape.Type} {string.Join(',', shape.Properties.Select(static property => property.Json))} {shape.RefusesUnknown}"));
        Assert.Equal("global::ShopTopology.JsonContext", manifest.JsonContext);
        Assert.Equal(
            ["global::Listed global::AuditTopology.JsonContext", "global::M ", "global::N global::AuditTopology.JsonContext",
                "global::Request global::AuditTopology.JsonContext"],
            manifest.Contracts.Where(static contract => contract.IsInJsonContext)
                .Select(static contract => $"{contract.Type} {contract.JsonContext}"));
    }

    [Theory]
    [InlineData("", "UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow", "", true)]
    [InlineData("", "JsonSerializerDefaults.Strict", "", true)]
    [InlineData("", "JsonSerializerDefaults.Strict, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip", "", null)]
    [InlineData("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]", "", "", true)]
    [InlineData("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]", "JsonSerializerDefaults.Strict", "", null)]
    [InlineData("", "JsonSerializerDefaults.Strict", "[JsonExtensionData]", null)]
    public void AnUnknownPropertyMayBeRefused(string attribute, string options, string onProperty, bool? refuses) => Assert.Equal(refuses, Shape($$"""
        [assembly: Topology("shop", Json = typeof(J))]
        [Message("m")] {{attribute}} public sealed class M { {{onProperty}} public Dictionary<string, object>? More { get; set; } }
        [JsonSourceGenerationOptions({{options}})] [JsonSerializable(typeof(M))] internal sealed partial class J : JsonSerializerContext;
        """, "global::M").RefusesUnknown);

    [Fact]
    public void DerivedTypesAreTakenAlong()
    {
        Manifest manifest = Read(Usings + """
            [Message("m")] [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")] [JsonDerivedType(typeof(Two), 2)] [JsonDerivedType(typeof(One), "one")]
            public abstract record M(int Number);
            public sealed record One(int Number, string Text) : M(Number);
            public sealed record Two(int Number, One Inner, Two? Next) : M(Number);
            """);
        ShapeModel shape = manifest.Shapes.Single(static shape => shape.Type == "global::M");
        Assert.Equal("kind", shape.Discriminator);
        Assert.Equal([new DerivedModel("global::One", "one"), new DerivedModel("global::Two", "2")], shape.Derived);
        Assert.Equal(["global::M", "global::One", "global::Two"], manifest.Shapes.Select(static shape => shape.Type));
    }

    private const string Usings = "using System.Text.Json; using System.Text.Json.Serialization;\n";

    private static ShapeModel Shape(string source, string type) => Read(Usings + source).Shapes.Single(shape => shape.Type == type);

    private static Manifest Read(string source) =>
        ReferencedManifests.Read(TestCompilation.Generate(TestCompilation.Create(source)).Compilation.Assembly)!.Manifest!;
}
