using System.Text.Json;
using TypedAmqp.Generators.Manifests;

namespace TypedAmqp.Generators.Tests.Manifests;

/// <summary>Canonical JSON: one value, one text; and nothing but a <see cref="FormatException"/> for what is none.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[null,true,false,0,-1,9223372036854775807,-9223372036854775808]")]
    [InlineData("{\"a\":[{\"b\":\"c\"},[]],\"d\":{}}")]
    [InlineData("\"größe 鍵 🐇 \\\\ \\\" /\"")]
    [InlineData("\"\\u0000\\u000a\\u007f\\u0085\\u2028\\ud800\\ufeff\"")]
    public void CanonicalTextIsReadAndWrittenAgain(string text) => Assert.Equal(text, JsonText.Write(JsonText.Read(text)));

    [Theory]
    [InlineData("{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}")]
    [InlineData(" { \"a\" : [ 1 ,\r\n\t2 ] } ", "{\"a\":[1,2]}")]
    [InlineData("\"\\b\\f\\n\\r\\t\\/\\u0041\"", "\"\\u0008\\u000c\\u000a\\u000d\\u0009/A\"")]
    [InlineData("{\"Z\":1,\"a\":2,\"\":3}", "{\"\":3,\"Z\":1,\"a\":2}")]
    public void OtherTextBecomesCanonical(string text, string canonical) => Assert.Equal(canonical, JsonText.Write(JsonText.Read(text)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("\"abc")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("1.5")]
    [InlineData("1 2")]
    [InlineData("tru")]
    [InlineData("99999999999999999999")]
    public void WhatIsNoJsonIsSaidToBeNone(string text) => Assert.Throws<FormatException>(() => JsonText.Read(text));

    [Fact]
    public void DepthHasALimit() => Assert.Throws<FormatException>(() => JsonText.Read(new string('[', 100_000)));

    [Fact]
    public void EveryCharacterIsTheSameToOthers()
    {
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            string text = JsonText.Write(((char)unit).ToString());
            Assert.Equal(((char)unit).ToString(), JsonText.Read(text));
            if (!char.IsSurrogate((char)unit))
            {
                Assert.Equal(((char)unit).ToString(), JsonDocument.Parse(text).RootElement.GetString());
            }

            Assert.Equal(-1, text.AsSpan().IndexOfAny("\n\r\u0085\u2028\u2029"));
        }
    }
}
