using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Tables;

/// <summary>Tables as values: what they hold, what they refuse, and that RabbitMQ encodes them alike.</summary>
public sealed class FieldTableTests
{
    private static readonly FieldTable EveryType = new()
    {
        ["bool"] = true,
        ["byte"] = (sbyte)-5,
        ["unsignedbyte"] = (byte)250,
        ["short"] = (short)-1234,
        ["unsignedshort"] = (ushort)65000,
        ["signedint"] = -123456,
        ["unsignedint"] = 4_000_000_000,
        ["long"] = -1234567890123,
        ["float"] = 1.5f,
        ["double"] = -2.25,
        ["decimal"] = 9.99m,
        ["longstr"] = "text",
        ["binary"] = new byte[] { 0, 255 },
        ["timestamp"] = DateTimeOffset.FromUnixTimeSeconds(1700000000),
        ["void"] = null,
        ["table"] = new FieldTable { ["a"] = "b" },
        ["array"] = new List<object?> { 1, "two", new List<object?>(), new FieldTable(), null },
    };

    [Fact]
    public void EncodesEveryTypeAsRabbitMqDoes() =>
        Assert.Equal(Convert.ToHexString(Golden.Table), Convert.ToHexString(EveryType.Encode()));

    [Fact]
    public void DecodesEveryTypeOfRabbitMq()
    {
        FieldTable table = new FieldTableView(Golden.Table).ToFieldTable();
        Assert.Equal(EveryType.Keys, table.Keys);
        foreach ((string name, object? expected) in EveryType)
        {
            Assert.Equal(expected?.GetType(), table[name]?.GetType());
            if (expected is not (FieldTable or List<object?>))
            {
                Assert.Equal(expected, table[name]);
            }
        }

        Assert.Equal("b", Assert.IsType<FieldTable>(table["table"])["a"]);
        List<object?> array = Assert.IsType<List<object?>>(table["array"]);
        Assert.Equal([1, "two"], array.Take(2));
        Assert.Empty(Assert.IsType<List<object?>>(array[2]));
        Assert.Empty(Assert.IsType<FieldTable>(array[3]));
        Assert.Null(array[4]);
    }

    [Fact]
    public void RoundTripsWhateverItHolds()
    {
        for (int i = 0; i < 2000; i++)
        {
            byte[] octets = RandomValues.Table(DeterministicRandom.ForIteration(seed: 2, i)).Encode();
            Assert.True(octets.AsSpan().SequenceEqual(new FieldTableView(octets).ToFieldTable().Encode()), $"Round {i} of seed 2.");
        }
    }

    [Fact]
    public void KeepsTheOrderAndReplacesInPlace()
    {
        FieldTable table = new() { ["b"] = 1, ["a"] = 2, ["c"] = 3 };
        table["b"] = 4;
        Assert.True(table.Remove("a"));
        Assert.False(table.Remove("a"));
        Assert.Equal(["b", "c"], table.Keys);
        Assert.Equal([4, 3], table.Values);
        Assert.Equal(2, table.Count);
        Assert.True(table.TryGetValue("c", out object? value) && value is 3);
        Assert.False(table.ContainsKey("a"));
        Assert.Throws<KeyNotFoundException>(() => table["a"]);
        Assert.Throws<ArgumentException>(() => table.Add("c", 5));
    }

    [Fact]
    public void RefusesAtOnceWhatNoFieldCanBe()
    {
        FieldTable table = [];
        ArgumentException exception = Assert.Throws<ArgumentException>(() => table["price"] = new Version(1, 0));
        Assert.StartsWith("'price' is a System.Version, which no field value can be.", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => table.Add("big", 1UL));
        Assert.Throws<ArgumentException>(() => table[new string('x', 256)] = 1);
        Assert.Throws<ArgumentNullException>(() => table[null!] = 1);
        Assert.Empty(table);
        table["list"] = new List<object?> { new Version(1, 0) };
        Assert.Throws<ArgumentException>(() => table.Encode());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.01")]
    [InlineData("2147483647")]
    [InlineData("-2147483648")]
    [InlineData("-21474836.48")]
    [InlineData("0.0000000000000000000000000001")]
    public void ADecimalOf32BitsKeepsItsDigits(string digits)
    {
        decimal value = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        FieldTable table = new() { ["d"] = value };
        decimal read = Assert.IsType<decimal>(new FieldTableView(table.Encode()).ToFieldTable()["d"]);
        Assert.Equal((value, value.Scale), (read, read.Scale));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("79228162514264337593543950335")]
    public void ADecimalOfMoreIsRefused(string digits)
    {
        FieldTable table = new() { ["d"] = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) };
        ArgumentException exception = Assert.Throws<ArgumentException>(() => table.Encode());
        Assert.Equal($"{digits} does not fit into the 32 bits of a decimal field.", exception.Message);
    }

    [Fact]
    public void ATimeBefore1970IsRefused()
    {
        FieldTable table = new() { ["t"] = DateTimeOffset.UnixEpoch.AddSeconds(-1) };
        Assert.Throws<ArgumentException>(() => table.Encode());
    }

    [Fact]
    public void TablesNestUpToTheLimit()
    {
        FieldTable table = Nest(FieldTable.MaxDepth);
        Assert.Equal(table.Encode(), new FieldTableView(table.Encode()).ToFieldTable().Encode());
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Nest(FieldTable.MaxDepth + 1).Encode());
        Assert.Equal("Tables are nested deeper than 64.", exception.Message);
    }

    private static FieldTable Nest(int depth)
    {
        FieldTable table = [];
        for (int i = 1; i < depth; i++)
        {
            table = i % 2 == 0 ? new FieldTable { ["a"] = table } : new FieldTable { ["a"] = new List<object?> { 1 }, ["t"] = table };
        }

        return table;
    }
}
