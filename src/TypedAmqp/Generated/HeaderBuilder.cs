using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TypedAmqp.Generated;

/// <summary>
/// Writes headers of a message as fields of its table (AMQP 0-9-1, section 4.2.5.5). What is <see langword="null"/> has no header.
/// </summary>
public readonly ref struct HeaderBuilder
{
    private readonly IBufferWriter<byte> _output;

    internal HeaderBuilder(IBufferWriter<byte> output) => _output = output;

    /// <summary>Adds a bool.</summary>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is bool flag)
        {
            Begin(name, 't', 1)[0] = flag ? (byte)1 : (byte)0;
            _output.Advance(1);
        }
    }

    /// <summary>Adds a whole number.</summary>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<byte> name, long? value)
    {
        if (value is long number)
        {
            AddLong(name, 'l', number);
        }
    }

    /// <summary>Adds a number.</summary>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<byte> name, double? value)
    {
        if (value is double number)
        {
            AddLong(name, 'd', BitConverter.DoubleToInt64Bits(number));
        }
    }

    /// <summary>Adds a time, in whole seconds.</summary>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is DateTimeOffset time)
        {
            AddLong(name, 'T', time.ToUnixTimeSeconds());
        }
    }

    /// <summary>Adds a text: a string, or what formats itself, in the invariant culture.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void AddText<T>(ReadOnlySpan<byte> name, T value)
    {
        string? text = value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
        if (text is not null)
        {
            int length = Encoding.UTF8.GetByteCount(text);
            Span<byte> octets = Begin(name, 'S', 4 + length);
            BinaryPrimitives.WriteInt32BigEndian(octets, length);
            Encoding.UTF8.GetBytes(text, octets[4..]);
            _output.Advance(4 + length);
        }
    }

    /// <summary>Adds the word of an enum's member.</summary>
    /// <param name="name">The header's name, in UTF-8.</param>
    /// <param name="word">The word, in UTF-8; empty for no header.</param>
    public void AddWord(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            Span<byte> octets = Begin(name, 'S', 4 + word.Length);
            BinaryPrimitives.WriteInt32BigEndian(octets, word.Length);
            word.CopyTo(octets[4..]);
            _output.Advance(4 + word.Length);
        }
    }

    /// <summary>The exception for a value of an enum that has no word.</summary>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    public static ArgumentException NoWord(string property, object? value) =>
        new($"{property} is {value ?? "null"}, for which the header has no word.");

    /// <summary>The exception for a property whose type no header has: the compiler has said so, and using it says so again.</summary>
    /// <param name="property">The contract's property.</param>
    public static NotSupportedException Unsupported(string property) =>
        new($"{property} cannot be a header: a string, an enum, a bool, a number, a time or what is formattable can.");

    private void AddLong(ReadOnlySpan<byte> name, char type, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Begin(name, type, sizeof(long)), value);
        _output.Advance(sizeof(long));
    }

    /// <summary>Writes the field's name and type, and gives room for its value.</summary>
    private Span<byte> Begin(ReadOnlySpan<byte> name, char type, int octets)
    {
        Span<byte> head = _output.GetSpan(name.Length + 2);
        head[0] = (byte)name.Length;
        name.CopyTo(head[1..]);
        head[name.Length + 1] = (byte)type;
        _output.Advance(name.Length + 2);
        return _output.GetSpan(octets);
    }
}
