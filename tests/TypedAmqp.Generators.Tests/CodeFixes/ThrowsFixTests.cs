using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP612.</summary>
public sealed class ThrowsFixTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/// <summary>Does something.</summary>\n    ")]
    [InlineData("[Throws<int>]\n    ")]
    public async Task TheMethodDeclaresTheFault(string before)
    {
        string text = await Fixing.ApplyAsync(new ThrowsFix(), $$"""
            public sealed record Gone(int Id);

            [RpcService("s")]
            public interface IS
            {
                {{before}}Task<int> GoAsync(string text);
            }

            public sealed class S : IS
            {
                public Task<int> GoAsync(string text) => throw new RpcFaultException<Gone>(new(1));
            }
            """, "TAMQP612", "Declare it: [Throws<Gone>] on 'IS.GoAsync'");
        Assert.Contains($"    {before}[Throws<Gone>]\n    Task<int> GoAsync(string text);", text.ReplaceLineEndings("\n"));
        await Fixing.AssertSoundAsync(text);
    }
}
