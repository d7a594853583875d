using System.Globalization;
using System.Text;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Scripts;

/// <summary>
/// Reads the arguments of a line: <c>name=value</c>, or a name alone for a bit that is set. A value is a word, a number (field type I or l), true,
/// false or null; <c>"text"</c> with \n \r \t \0 \" \\ \xHH; <c>letter:value</c> for another field type; <c>fill:N</c> for a text of N octets;
/// <c>{name=value ...}</c> a table, <c>[value ...]</c> an array.
/// </summary>
public sealed class ValueParser(string text)
{
    private const string Delimiters = " \t{}[]=\"";
    private const string Letters = "bBsuIilTfdDSxtVF";

    private int _position;

    private bool IsAtEnd
    {
        get
        {
            while (_position < text.Length && text[_position] is ' ' or '\t' or ',')
            {
                _position++;
            }

            return _position == text.Length;
        }
    }

    /// <summary>So many octets that differ from place to place.</summary>
    public static byte[] Fill(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)('a' + i % 26))];

    /// <summary>All arguments.</summary>
    public Dictionary<string, FieldValue> Arguments()
    {
        Dictionary<string, FieldValue> arguments = [];
        while (!IsAtEnd)
        {
            Field field = Field();
            if (!arguments.TryAdd(field.Name, field.Value))
            {
                throw new FormatException($"'{field.Name}' is there twice: {text}");
            }
        }

        return arguments;
    }

    /// <summary>Octets: quoted texts, <c>fill:N</c>, and words of hexadecimal digits.</summary>
    public byte[] Octets()
    {
        List<byte> octets = [];
        while (!IsAtEnd)
        {
            FieldValue value = Value();
            octets.AddRange(value is { Type: 'S', Word: "" } ? value.Octets : Convert.FromHexString(value.Word));
        }

        return [.. octets];
    }

    private Field Field()
    {
        string name = text[_position] == '"' ? Encoding.UTF8.GetString(Quoted()) : Word();
        if (_position < text.Length && text[_position] == '=')
        {
            _position++;
            return new Field(name, Value());
        }

        return new Field(name, new FieldValue('t', true, "true"));
    }

    private FieldValue Value()
    {
        if (IsAtEnd)
        {
            return FieldValue.Text([]);
        }

        switch (text[_position])
        {
            case '"':
                return FieldValue.Text(Quoted());
            case '{':
                return new FieldValue('F', Enclosed('}', Field));
            case '[':
                return new FieldValue('A', Enclosed(']', Value));
        }

        string word = Word();
        if (word.StartsWith("fill:", StringComparison.Ordinal))
        {
            return FieldValue.Text(Fill(int.Parse(word.AsSpan(5), CultureInfo.InvariantCulture)));
        }

        return word.Length >= 2 && word[1] == ':' && Letters.Contains(word[0], StringComparison.Ordinal) ? Typed(word[0], word[2..]) : Untyped(word);
    }

    private List<T> Enclosed<T>(char end, Func<T> item)
    {
        List<T> items = [];
        _position++;
        while (!IsAtEnd && text[_position] != end)
        {
            items.Add(item());
        }

        _position++;
        return items;
    }

    private static FieldValue Untyped(string word)
    {
        if (word is "true" or "false")
        {
            return new FieldValue('t', word == "true", word);
        }

        if (word == "null")
        {
            return new FieldValue('V', null, word);
        }

        return long.TryParse(word, CultureInfo.InvariantCulture, out long number)
            ? new FieldValue(number is >= int.MinValue and <= int.MaxValue ? 'I' : 'l', number, word)
            : new FieldValue('S', Encoding.UTF8.GetBytes(word), word);
    }

    private FieldValue Typed(char letter, string word) => letter switch
    {
        'f' or 'd' => new FieldValue(letter, double.Parse(word, CultureInfo.InvariantCulture), word),
        'D' when word.Split(':') is [var scale, var number] =>
            new FieldValue(letter, (byte.Parse(scale, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture))),
        'S' when word.Length == 0 => FieldValue.Text(Quoted()),
        'S' => new FieldValue(letter, Encoding.UTF8.GetBytes(word), word),
        'x' or 'F' => new FieldValue(letter, Convert.FromHexString(word)),
        'V' => new FieldValue(letter, null),
        _ => new FieldValue(letter, unchecked((long)Int128.Parse(word, CultureInfo.InvariantCulture)), word),
    };

    private string Word()
    {
        int start = _position;
        while (_position < text.Length && !Delimiters.Contains(text[_position], StringComparison.Ordinal))
        {
            _position++;
        }

        return _position > start ? text[start.._position] : throw new FormatException($"A word is missing at {_position}: {text}");
    }

    private byte[] Quoted()
    {
        List<byte> octets = [];
        for (_position++; text[_position] != '"'; _position++)
        {
            if (text[_position] != '\\')
            {
                int length = char.IsHighSurrogate(text[_position]) ? 2 : 1;
                octets.AddRange(Encoding.UTF8.GetBytes(text, _position, length));
                _position += length - 1;
                continue;
            }

            char escaped = text[++_position];
            if (escaped == 'x')
            {
                octets.Add(Convert.ToByte(text.Substring(_position + 1, 2), 16));
                _position += 2;
                continue;
            }

            octets.Add(escaped switch { 'n' => (byte)'\n', 'r' => (byte)'\r', 't' => (byte)'\t', '0' => 0, _ => (byte)escaped });
        }

        _position++;
        return [.. octets];
    }
}
