using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Input;

/// <summary>Values that can be encoded, chosen at random, the limits more often than chance would have them.</summary>
internal static class RandomValues
{
    private const string Alphabet = "abcXYZ019.-_*# äß漢\0\U0001F600";
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>A string of at most 255 octets in UTF-8.</summary>
    public static string ShortString(DeterministicRandom random) => random.Next(20) switch
    {
        0 => new string('x', 255),
        1 => string.Concat(Enumerable.Repeat("ß", 127)),
        2 => "",
        _ => Text(random, random.Next(12)),
    };

    public static FieldTable Table(DeterministicRandom random, int depth = 3)
    {
        FieldTable table = [];
        for (int count = random.Next(6); count > 0; count--)
        {
            table[ShortString(random)] = Value(random, depth);
        }

        return table;
    }

    public static BasicProperties Properties(DeterministicRandom random)
    {
        // Either property is there, or not; the order of the calls is that of the wire.
        string? Maybe() => random.NextBoolean() ? ShortString(random) : null;
        return new BasicProperties
        {
            ContentType = Maybe(),
            ContentEncoding = Maybe(),
            Headers = random.NextBoolean() ? Table(random) : null,
            DeliveryMode = random.NextBoolean() ? (DeliveryMode)random.NextOctet() : null,
            Priority = random.NextBoolean() ? random.NextOctet() : null,
            CorrelationId = Maybe(),
            ReplyTo = Maybe(),
            Expiration = Maybe(),
            MessageId = Maybe(),
            Timestamp = random.NextBoolean() ? Time(random) : null,
            Type = Maybe(),
            UserId = Maybe(),
            AppId = Maybe(),
            ClusterId = Maybe(),
        };
    }

    private static object? Value(DeterministicRandom random, int depth) => random.Next(depth > 0 ? 17 : 15) switch
    {
        0 => null,
        1 => random.NextBoolean(),
        2 => (sbyte)random.NextOctet(),
        3 => random.NextOctet(),
        4 => (short)random.NextUInt64(),
        5 => (ushort)random.NextUInt64(),
        6 => random.NextBoolean() ? int.MinValue : (int)random.NextUInt64(),
        7 => (uint)random.NextUInt64(),
        8 => random.NextBoolean() ? long.MinValue : (long)random.NextUInt64(),
        9 => (float)random.Next(1000) / 8,
        10 => random.NextBoolean() ? double.NegativeInfinity : (double)(long)random.NextUInt64(),
        11 => new decimal((int)random.NextUInt64() & int.MaxValue, 0, 0, random.NextBoolean(), (byte)random.Next(29)),
        12 => Text(random, random.Next(300)),
        13 => random.NextOctets(random.Next(20)),
        14 => Time(random),
        15 => Table(random, depth - 1),
        _ => Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)).ToList(),
    };

    private static DateTimeOffset Time(DeterministicRandom random) =>
        DateTimeOffset.FromUnixTimeSeconds((long)(random.NextUInt64() % (ulong)(LastSecond + 1)));

    private static string Text(DeterministicRandom random, int runes)
    {
        System.Text.Rune[] alphabet = [.. Alphabet.EnumerateRunes()];
        return string.Concat(Enumerable.Range(0, runes).Select(_ => random.Pick(alphabet).ToString()));
    }
}
