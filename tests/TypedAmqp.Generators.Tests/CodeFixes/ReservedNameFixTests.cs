using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fixes of TAMQP002.</summary>
public sealed class ReservedNameFixTests
{
    private const string Program = """
        [Exchange("amq.topic", ExchangeType.Topic, Durable = true)]
        public partial class Orders;
        """;

    [Fact]
    public async Task ItTakesThePrefixOff()
    {
        string text = await Fixing.ApplyAsync(new ReservedNameFix(), Program, "TAMQP002", "Remove 'amq.'");
        Assert.Equal(Program.Replace("amq.", ""), text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task OrItSaysThatTheExchangeIsTheBrokers()
    {
        string text = await Fixing.ApplyAsync(new ReservedNameFix(), Program, "TAMQP002", "It is the broker's own: External = true");
        Assert.Equal(Program.Replace("Durable = true", "Durable = true, External = true"), text);
        await Fixing.AssertSoundAsync(text);
    }
}
