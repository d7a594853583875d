namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>What <c>[Word]</c> makes of a member of an enum: TAMQP204, 206 and 211.</summary>
public sealed class WordTests
{
    [Fact]
    public async Task AWildcardIsNoWord()
    {
        string message = await Expect.MessageAsync("""public enum Region { [Word("{|TAMQP206:#|}")] Eu, Us }""");
        Assert.StartsWith("'#' in a published key is not a wildcard", message);
    }

    [Fact]
    public async Task ADotMakesTwoWords()
    {
        string message = await Expect.MessageAsync("""public enum Region { [Word("eu{|TAMQP204:.|}west")] EuWest, Us }""");
        Assert.Equal("The dot makes several words of 'eu.west', and bindings count words: write one word, as in 'eu-west'", message);
    }

    [Fact]
    public async Task AnEmptyWordIsNone()
    {
        string message = await Expect.MessageAsync("""public enum Region { [Word({|TAMQP211:""|})] Eu, Us }""");
        Assert.Equal("There is nothing between the quotes: a member of an enum is one word of a key, which is not empty", message);
    }

    [Fact]
    public Task EachMistakeIsToldAndNothingElse() => Expect.DiagnosticsAsync("""
        public enum Region { [Word("{|TAMQP206:*|}")] Eu, [Word("a{|TAMQP206:*|}{|TAMQP204:.|}\u0062")] Us, [Word({|TAMQP204:Name|})] Named, [Word("größe-1_x {y}")] Fine, None }
        public static class Names { public const string Dotted = "a.b"; }
        """.Replace("{|TAMQP204:Name|}", "{|TAMQP204:Names.Dotted|}", StringComparison.Ordinal));
}
