using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP013, also for the compiler's CS0260.</summary>
public sealed class PartialFixTests
{
    [Theory]
    [InlineData("TAMQP013")]
    [InlineData("CS0260")]
    public async Task ItAddsTheModifier(string id)
    {
        const string program = "[Queue(\"billing\")]\npublic sealed class Billing;\n";
        string text = await Fixing.ApplyAsync(new PartialFix(), program, id);
        Assert.Equal(program.Replace("sealed class", "sealed partial class"), text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task CommentsStayWhereTheyAre()
    {
        const string program = "// Money.\n[Queue(\"billing\")]\n// Really.\nclass Billing;\n";
        string text = await Fixing.ApplyAsync(new PartialFix(), program, "TAMQP013");
        Assert.Equal(program.Replace("class", "partial class"), text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task ATypeAroundItIsMadePartialToo()
    {
        const string program = "public class Outer { [Queue(\"billing\")] public partial class Billing; }";
        string text = await Fixing.ApplyAsync(new PartialFix(), program, "TAMQP013");
        Assert.Equal(program.Replace("public class Outer", "public partial class Outer"), text);
        await Fixing.AssertSoundAsync(text);
    }
}
