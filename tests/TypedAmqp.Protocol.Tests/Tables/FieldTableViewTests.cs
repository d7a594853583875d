using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Tables;

/// <summary>Tables as octets: looked into without decoding, and malformed.</summary>
public sealed class FieldTableViewTests
{
    [Fact]
    public void FindsAValueWithoutDecodingTheRest()
    {
        FieldTableView view = new(Golden.Table);
        Assert.True(view.TryGet("longstr"u8, out FieldValueView value));
        Assert.True(value.TryGetString(out LongString text));
        Assert.Equal("text"u8, text.Octets);
        Assert.True(view.TryGet("bool"u8, out value) && value.TryGetBoolean(out bool flag) && flag);
        Assert.True(view.TryGet("table"u8, out value) && value.TryGetTable(out FieldTableView table) && table.TryGet("a"u8, out _));
        Assert.True(view.TryGet("array"u8, out value) && value.TryGetArray(out FieldArrayView array) && !array.Octets.IsEmpty);
        Assert.False(view.TryGet("nothing"u8, out value));
        Assert.Equal(default, value.Type);
        Assert.False(value.TryGetString(out _) || value.TryGetBoolean(out _) || value.TryGetInteger(out _));
    }

    [Theory]
    [InlineData("byte", -5)]
    [InlineData("unsignedbyte", 250)]
    [InlineData("short", -1234)]
    [InlineData("unsignedshort", 65000)]
    [InlineData("signedint", -123456)]
    [InlineData("unsignedint", 4_000_000_000)]
    [InlineData("long", -1234567890123)]
    public void AWholeNumberOfAnyWidthIsOne(string name, long expected)
    {
        Assert.True(new FieldTableView(Golden.Table).TryGet(System.Text.Encoding.UTF8.GetBytes(name), out FieldValueView value));
        Assert.True(value.TryGetInteger(out long number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void TheLetterLIsReadAsRabbitMqReadsIt()
    {
        FieldTable table = Decode("0161" + "4C" + "FFFFFFFFFFFFFFFE");
        Assert.Equal(-2L, table["a"]);
    }

    [Fact]
    public void OfOneNameTwiceTheFirstCounts()
    {
        byte[] octets = Convert.FromHexString("016149000000010161490000000201627401");
        FieldTable table = new FieldTableView(octets).ToFieldTable();
        Assert.Equal(["a", "b"], table.Keys);
        Assert.Equal(1, table["a"]);
        Assert.True(new FieldTableView(octets).TryGet("a"u8, out FieldValueView value) && value.TryGetInteger(out long number) && number == 1);
    }

    [Theory]
    [InlineData("7402", true)]
    [InlineData("7400", false)]
    [InlineData("53000000025C6E", "\\n")]
    public void ValuesThatAreLooselyEncoded(string octets, object expected) => Assert.Equal(expected, Decode("0161" + octets)["a"]);

    [Fact]
    public void AStringThatIsNoUtf8StaysOctets() => Assert.Equal(new byte[] { 0xFF }, Decode("0161" + "5300000001FF")["a"]);

    [Fact]
    public void ATimeBeyondTheCalendarIsItsEnd() => Assert.Equal(DateTimeOffset.MaxValue, Decode("0161" + "54FFFFFFFFFFFFFFFF")["a"]);

    [Theory]
    [InlineData(28, "0.0000000000000000002147483647")]
    [InlineData(30, "0.0000000000000000000021474836")]
    [InlineData(255, "0")]
    public void ADecimalOfManyPlacesIsRounded(byte scale, string expected)
    {
        decimal value = Assert.IsType<decimal>(Decode("0161" + "44" + scale.ToString("X2") + "7FFFFFFF")["a"]);
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("0161")]
    [InlineData("016149000000")]
    [InlineData("016153")]
    [InlineData("016153FFFFFFFF")]
    [InlineData("01615300000002FF")]
    [InlineData("0161460000000401")]
    [InlineData("01614100000001")]
    [InlineData("01614600000003026161")]
    [InlineData("01614100000002015A")]
    public void WhatEndsWithinAValueIsASyntaxError(string octets) => AssertSyntaxError(Convert.FromHexString(octets));

    [Fact]
    public void AnUnknownLetterIsASyntaxErrorThatNamesIt()
    {
        AmqpConnectionException exception = AssertSyntaxError([1, (byte)'a', (byte)'Z', 0, 0]);
        Assert.Equal("SYNTAX_ERROR - unknown field type 90", exception.Message);
    }

    [Fact]
    public void EveryTruncationIsASyntaxErrorOrAShorterTable()
    {
        for (int length = 0; length < Golden.Table.Length; length++)
        {
            try
            {
                FieldTable table = new FieldTableView(Golden.Table.AsSpan(0, length)).ToFieldTable();
                Assert.Equal(length, table.Encode().Length);
            }
            catch (AmqpConnectionException exception)
            {
                Assert.Equal(ReplyCode.SyntaxError, exception.ReplyCode);
            }
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(2_000, false)]
    public void HostileNestingIsASyntaxError(int depth, bool passes)
    {
        byte[] octets = [];
        for (int i = 1; i < depth; i++)
        {
            octets = [1, (byte)'a', (byte)'F', (byte)(octets.Length >> 24), (byte)(octets.Length >> 16), (byte)(octets.Length >> 8),
                (byte)octets.Length, .. octets];
        }

        if (passes)
        {
            new FieldTableView(octets).Validate();
            Assert.Equal(octets, new FieldTableView(octets).ToFieldTable().Encode());
        }
        else
        {
            Assert.Contains("nested deeper than 64", AssertSyntaxError(octets).Message, StringComparison.Ordinal);
        }
    }

    private static FieldTable Decode(string hex) => new FieldTableView(Convert.FromHexString(hex)).ToFieldTable();

    private static AmqpConnectionException AssertSyntaxError(byte[] octets)
    {
        AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => new FieldTableView(octets).ToFieldTable());
        Assert.Equal(ReplyCode.SyntaxError, exception.ReplyCode);
        exception = Assert.Throws<AmqpConnectionException>(() => new FieldTableView(octets).Validate());
        Assert.Equal(ReplyCode.SyntaxError, exception.ReplyCode);
        return exception;
    }
}
