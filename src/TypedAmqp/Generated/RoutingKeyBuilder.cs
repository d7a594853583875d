using System.Globalization;
using System.Text;

namespace TypedAmqp.Generated;

/// <summary>Writes the routing key of a message: at most 255 octets of UTF-8 (AMQP 0-9-1, section 4.2.5.3), in the invariant culture.</summary>
/// <param name="octets">Where the key goes: 255 octets.</param>
public ref struct RoutingKeyBuilder(Span<byte> octets)
{
    private readonly Span<byte> _octets = octets;

    /// <summary>How many octets are written.</summary>
    public int Length { get; private set; }

    /// <summary>Appends a constant part of the template.</summary>
    /// <param name="literal">The octets.</param>
    /// <exception cref="ArgumentException">The key would be longer than 255 octets.</exception>
    public void Append(ReadOnlySpan<byte> literal)
    {
        if (!literal.TryCopyTo(_octets[Length..]))
        {
            throw TooLong();
        }

        Length += literal.Length;
    }

    /// <summary>Appends a value as one word.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format, as in <c>{Number:D4}</c>.</param>
    /// <exception cref="ArgumentException">The value is not one word, or the key would be longer than 255 octets.</exception>
    public void Append<T>(string property, T value, string? format = null)
        where T : struct, IUtf8SpanFormattable
    {
        if (!value.TryFormat(_octets[Length..], out int written, format, CultureInfo.InvariantCulture))
        {
            throw TooLong();
        }

        Take(property, written, severalWords: false);
    }

    /// <summary>Appends a value that may be missing as one word.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="ArgumentException">The value is missing or not one word, or the key would be longer than 255 octets.</exception>
    public void Append<T>(string property, T? value, string? format = null)
        where T : struct, IUtf8SpanFormattable => Append(property, value ?? throw NoValue(property), format);

    /// <summary>Appends a bool: <c>true</c> or <c>false</c>.</summary>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value is missing, or the key would be longer than 255 octets.</exception>
    public void Append(string property, bool? value) => Append(value ?? throw NoValue(property) ? "true"u8 : "false"u8);

    /// <summary>Appends a value of any type that can be formatted, as one word.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format, as in <c>{Day:yyyy-MM-dd}</c>.</param>
    /// <exception cref="ArgumentException">The value is missing or not one word, or the key would be longer than 255 octets.</exception>
    public void AppendFormatted<T>(string property, T value, string? format = null) => AppendValue(property, value, format, severalWords: false);

    /// <summary>Appends a value of any type that can be formatted, as words joined by dots, as its format has it: <c>{Day:yyyy.MM}</c>.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="ArgumentException">The value is missing, holds <c>*</c> or <c>#</c>, or the key would be longer than 255 octets.</exception>
    public void AppendFormattedWords<T>(string property, T value, string format) => AppendValue(property, value, format, severalWords: true);

    /// <summary>Appends a string as one word.</summary>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The word.</param>
    /// <exception cref="ArgumentException">
    /// The value is empty, holds <c>.</c>, <c>*</c> or <c>#</c>, or the key would be longer than 255 octets.
    /// </exception>
    public void AppendWord(string property, string? value) => AppendText(property, value, severalWords: false);

    /// <summary>Appends a string as one word or several, joined by dots: the template says <c>{Name:words}</c>.</summary>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The words.</param>
    /// <exception cref="ArgumentException">The value is empty, holds <c>*</c> or <c>#</c>, or the key would be longer than 255 octets.</exception>
    public void AppendWords(string property, string? value) => AppendText(property, value, severalWords: true);

    /// <summary>The exception for a value of an enum that has no word.</summary>
    /// <param name="property">The contract's property that it comes from.</param>
    /// <param name="value">The value.</param>
    public static ArgumentException NoWord(string property, object? value) =>
        new($"{property} is {value ?? "null"}, for which the routing key has no word.");

    private void AppendValue<T>(string property, T value, string? format, bool severalWords)
    {
        // For a value type these questions are answered by the JIT compiler, and nothing is boxed.
        if (value is IUtf8SpanFormattable)
        {
            if (!((IUtf8SpanFormattable)value).TryFormat(_octets[Length..], out int written, format, CultureInfo.InvariantCulture))
            {
                throw TooLong();
            }

            Take(property, written, severalWords);
        }
        else
        {
            AppendText(property, (value as IFormattable)?.ToString(format, CultureInfo.InvariantCulture), severalWords);
        }
    }

    private void AppendText(string property, string? value, bool severalWords)
    {
        if (!Encoding.UTF8.TryGetBytes(value, _octets[Length..], out int written))
        {
            throw TooLong();
        }

        Take(property, written, severalWords);
    }

    private void Take(string property, int written, bool severalWords)
    {
        if (written == 0)
        {
            throw NoValue(property);
        }

        ReadOnlySpan<byte> word = _octets.Slice(Length, written);
        if (word.ContainsAny(severalWords ? "*#"u8 : ".*#"u8))
        {
            throw new ArgumentException(
                $"{property} is '{Encoding.UTF8.GetString(word)}', which cannot be part of a routing key: "
                + $"{(severalWords ? "" : "'.', ")}'*' and '#' have a meaning there.");
        }

        Length += written;
    }

    private static ArgumentException NoValue(string property) => new($"{property} is empty, and a routing key has no empty words.");

    private readonly ArgumentException TooLong() =>
        new($"The routing key is longer than 255 octets: it begins '{Encoding.UTF8.GetString(_octets[..Length])}'.");
}
