using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP214.</summary>
public sealed class JsonSerializableFixTests
{
    [Fact]
    public async Task ItMakesTheContractKnown()
    {
        const string program = """
            using System.Text.Json.Serialization;
            [assembly: Topology("shop", Json = typeof(Shop.ShopJson))]
            namespace Shop
            {
                [Message("a")] public sealed record A(int Id);
                [Message("b")] public sealed record B(int Id);
                [Exchange("e")] [Publishes<A>("a")] [Publishes<B>("b")] public partial class E;

                // What travels.
                [JsonSerializable(typeof(A))]
                internal sealed partial class ShopJson : JsonSerializerContext;
            }
            """;
        string text = await Fixing.ApplyAsync(new JsonSerializableFix(), program, "TAMQP214");
        Assert.Equal(
            program.Replace("    [JsonSerializable(typeof(A))]", "    [JsonSerializable(typeof(B))]\n    [JsonSerializable(typeof(A))]"), text);
        await Fixing.AssertSoundAsync(text);
    }
}
