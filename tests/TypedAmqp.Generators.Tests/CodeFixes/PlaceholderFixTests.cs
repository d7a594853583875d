using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP202.</summary>
public sealed class PlaceholderFixTests
{
    private const string Contract = """
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, DateOnly Day);

        """;

    [Theory]
    [InlineData("\"order.{Regoin}.placed\"", "\"order.{Region}.placed\"")]
    [InlineData("@\"{region}\"", "@\"{Region}\"")]
    [InlineData("\"a.{Dya:yyyy}\"", "\"a.{Day:yyyy}\"")]
    public async Task ItPutsTheNearestPropertyIn(string wrong, string right)
    {
        string Program(string key) =>
            Contract + $"[Exchange(\"orders\", ExchangeType.Topic)] [Publishes<OrderPlaced>({key})] public partial class Orders;";
        string text = await Fixing.ApplyAsync(new PlaceholderFix(), Program(wrong), "TAMQP202");
        Assert.Equal(Program(right), text);
        await Fixing.AssertSoundAsync(text);
    }
}
