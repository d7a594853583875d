using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP009, 312 and 401.</summary>
public sealed class DeclareFixTests
{
    [Theory]
    [InlineData("TAMQP009", """[Queue("q")] [Binding<FailedOrders>("k")] public partial class Q;""")]
    [InlineData("TAMQP312", """[Exchange("e")] [AlternateExchange<FailedOrders>] public partial class E;""")]
    [InlineData("TAMQP401", """[Queue("q")] [DeadLetter<FailedOrders>] public partial class Q;""")]
    public async Task TheClassBecomesAnExchange(string id, string declaration)
    {
        string program = declaration + "\n/// <summary>What failed.</summary>\npublic class FailedOrders;\n";
        string text = await Fixing.ApplyAsync(new DeclareFix(), program, id, "Mark 'FailedOrders' with [Exchange(\"failed-orders\")]");
        Assert.Contains("[Exchange(\"failed-orders\")]\npublic partial class FailedOrders;", text);
        await Fixing.AssertSoundAsync(text);
        text = await Fixing.ApplyAsync(new DeclareFix(), program, id, "Mark 'FailedOrders' with [Exchange(\"failed-orders\", External = true)]");
        await Fixing.AssertSoundAsync(text);
    }
}
