using TypedAmqp.CodeFixes;
namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>What collides with emitted code gets another name.</summary>
public sealed class NameFixTests
{
    private const string Id = "TAMQP012";

    [Fact]
    public async Task AMemberIsRenamed()
    {
        string text = await Fixing.ApplyAsync(new NameFix(), """
            [Exchange("orders")]
            public partial class Orders
            {
                public static string Publisher => "me";
            }
            """, Id);
        Assert.Contains("public static string OrdersPublisher => \"me\";", text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task AClassIsRenamed()
    {
        string text = await Fixing.ApplyAsync(new NameFix(), """
            [Queue("q")] [Sends<int>] public partial class Orders;
            public static class OrdersBusExtensions;
            """, Id);
        Assert.Contains("public static class MyOrdersBusExtensions;", text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task AnOverloadOfAServiceIsNamedOnTheWire()
    {
        string text = await Fixing.ApplyAsync(new NameFix(), """
            [RpcService("stock")]
            public interface IStock
            {
                Task<int> CountAsync(int shelf);
                Task<int> CountAsync(string name);
            }
            """, Id);
        Assert.Contains("[RpcMethod(\"Count2\")] Task<int> CountAsync(string name);", text);
        await Fixing.AssertSoundAsync(text);
    }
}
