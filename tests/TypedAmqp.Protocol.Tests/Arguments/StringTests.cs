using System.Text;

namespace TypedAmqp.Protocol.Tests.Arguments;

public sealed class StringTests
{
    [Fact]
    public void AShortStringIsAViewOrAnEncodedString()
    {
        ShortString view = "naïve"u8;
        ShortString encoded = "naïve";
        Assert.True(view.Equals(encoded));
        Assert.Equal(("naïve", 7), (encoded.ToString(), encoded.Size));
        Assert.True(default(ShortString).IsEmpty);
        Assert.Equal("", default(ShortString).ToString());
        Assert.True(((ShortString)"").IsEmpty);
    }

    [Fact]
    public void AShortStringHas255OctetsAtMost()
    {
        Assert.Equal(256, ((ShortString)new string('x', 255)).Size);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ((ShortString)new string('x', 256)).Size);
        Assert.Equal($"'{new string('x', 256)}' takes 256 octets; a short string has at most 255.", exception.Message);
        Assert.Throws<ArgumentException>(() => ((ShortString)new byte[256].AsSpan()).Size);

        // Octets count, not characters.
        Assert.Throws<ArgumentException>(() => ((ShortString)string.Concat(Enumerable.Repeat("ß", 128))).Size);
    }

    [Fact]
    public void NothingIsReplacedWhenItIsEncoded()
    {
        Assert.Throws<EncoderFallbackException>(() => ((ShortString)"\uD800").Size);
        Assert.Throws<EncoderFallbackException>(() => ((LongString)"\uD800").Size);
        Assert.Throws<ArgumentNullException>(() => ((ShortString)(string)null!).Size);
        Assert.Throws<ArgumentNullException>(() => ((LongString)(string)null!).Size);
    }

    [Fact]
    public void WhatIsNoUtf8IsShownAllTheSame() => Assert.Equal("\uFFFDa", new ShortString([0xFF, (byte)'a']).ToString());

    [Fact]
    public void ALongStringHoldsAnyOctets()
    {
        LongString value = new([0, 255]);
        Assert.True(value.Equals(new LongString([0, 255])));
        Assert.False(value.IsEmpty);
        Assert.Equal(6, value.Size);
        Assert.Equal(70004, ((LongString)new string('x', 70000)).Size);
        Assert.True(((LongString)"").IsEmpty);
    }
}
