using System.Globalization;
using System.Text;

namespace TypedAmqp.Generators.Manifests;

/// <summary>Reads JSON, canonical or laid out for people, into the values of <see cref="JsonText"/>.</summary>
internal sealed class JsonTextReader(string text)
{
    // Deeper than any manifest; a hostile file shall not end the compiler with a stack overflow.
    private const int MaxDepth = 64;

    private int _position;

    public object? Read()
    {
        object? value = ReadValue(0);
        SkipSpace();
        return _position == text.Length ? value : throw Fault("nothing more");
    }

    private object? ReadValue(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Fault("fewer levels");
        }

        SkipSpace();
        return Peek() switch
        {
            '{' => ReadMembers(depth),
            '[' => ReadItems(depth),
            '"' => ReadString(),
            't' => ReadWord("true", true),
            'f' => ReadWord("false", false),
            'n' => ReadWord("null", null),
            _ => ReadNumber(),
        };
    }

    private SortedDictionary<string, object?> ReadMembers(int depth)
    {
        SortedDictionary<string, object?> members = JsonText.Members();
        _position++;
        if (TakeAfterSpace('}'))
        {
            return members;
        }

        do
        {
            SkipSpace();
            string name = ReadString();
            if (!TakeAfterSpace(':'))
            {
                throw Fault("':'");
            }

            members[name] = ReadValue(depth + 1);
        }
        while (TakeAfterSpace(','));
        return TakeAfterSpace('}') ? members : throw Fault("',' or '}'");
    }

    private List<object?> ReadItems(int depth)
    {
        List<object?> items = [];
        _position++;
        if (TakeAfterSpace(']'))
        {
            return items;
        }

        do
        {
            items.Add(ReadValue(depth + 1));
        }
        while (TakeAfterSpace(','));
        return TakeAfterSpace(']') ? items : throw Fault("',' or ']'");
    }

    private string ReadString()
    {
        if (Peek() != '"')
        {
            throw Fault("a string");
        }

        StringBuilder characters = new();
        _position++;
        while (Peek() != '"')
        {
            char character = Take();
            characters.Append(character == '\\' ? ReadEscape() : character);
        }

        _position++;
        return characters.ToString();
    }

    private char ReadEscape()
    {
        char escape = Take();
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 <= text.Length
                && ushort.TryParse(text.Substring(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                _position += 4;
                return (char)unit;
            default:
                throw Fault("an escape sequence");
        }
    }

    private object? ReadWord(string word, object? value)
    {
        if (string.CompareOrdinal(text, _position, word, 0, word.Length) != 0)
        {
            throw Fault("a value");
        }

        _position += word.Length;
        return value;
    }

    private object ReadNumber()
    {
        int start = _position;
        while (_position < text.Length && (text[_position] is '-' or (>= '0' and <= '9')))
        {
            _position++;
        }

        return long.TryParse(text.Substring(start, _position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Fault("a value");
    }

    private bool TakeAfterSpace(char character)
    {
        SkipSpace();
        bool isThere = Peek() == character;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    private char Take() => _position < text.Length ? text[_position++] : throw Fault("the end of the string");

    private FormatException Fault(string expected) => new($"Expected {expected} at character {_position} of the JSON.");
}
