using System.Text;
using TypedAmqp.Generated;

namespace TypedAmqp.Tests.Typed;

/// <summary>Recognising the keys that a template makes.</summary>
public sealed class KeyTemplateTests
{
    [Theory]
    [InlineData("order.eu.placed", true)]
    [InlineData("order.us.placed", true)]
    [InlineData("order.de.placed", false)]
    [InlineData("order.eu.placed.x", false)]
    [InlineData("order.eu", false)]
    [InlineData("", false)]
    public void Alternatives(string key, bool matches) => AssertMatch(new KeyTemplate(["order."], ["eu", "us"], [".placed"]), key, matches);

    [Theory]
    [InlineData("v1.x", true)]
    [InlineData("v12.x", true)]
    [InlineData("v.x", false)]
    [InlineData("v1.2.x", false)]
    [InlineData("v1.xy", false)]
    public void APartOfAWord(string key, bool matches) => AssertMatch(new KeyTemplate(["v"], KeyTemplate.Word, [".x"]), key, matches);

    [Theory]
    [InlineData("a.b.c", true)]
    [InlineData("a.x.y.c", true)]
    [InlineData("a..c", false)]
    [InlineData("a.c", false)]
    public void SeveralWords(string key, bool matches) => AssertMatch(new KeyTemplate(["a."], KeyTemplate.Words, [".c"]), key, matches);

    [Theory]
    [InlineData("ab.abc", true)]
    [InlineData("abc.ab", true)]
    [InlineData("abab", false)]
    public void OneThatBeginsAsAnother(string key, bool matches) => AssertMatch(new KeyTemplate(["ab", "abc"], ["."], ["ab", "abc"]), key, matches);

    [Fact]
    public void TheEmptyKey()
    {
        AssertMatch(new KeyTemplate(), "", true);
        AssertMatch(new KeyTemplate(), "x", false);
    }

    private static void AssertMatch(KeyTemplate template, string key, bool matches) =>
        Assert.Equal(matches, template.Matches(Encoding.UTF8.GetBytes(key)));
}
