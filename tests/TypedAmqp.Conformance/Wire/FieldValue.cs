namespace TypedAmqp.Conformance.Wire;

/// <summary>A value: of an argument, of a property, of a field of a table.</summary>
/// <param name="Type">
/// The letter of its type on the wire. The value behind it: <c>t</c> bool; <c>b B s u I i l T</c> long; <c>f d</c> double; <c>D</c> (scale, value);
/// <c>S x</c> octets; <c>F</c> list of fields; <c>A</c> list of values; <c>V</c> null.
/// </param>
/// <param name="Value">The value.</param>
/// <param name="Word">How it was written, where it was one word.</param>
public sealed record FieldValue(char Type, object? Value, string Word = "")
{
    /// <summary>The octets of a text; a word without quotes is one whatever it looks like.</summary>
    public byte[] Octets => Value as byte[] ?? System.Text.Encoding.UTF8.GetBytes(Word);

    /// <summary>A whole number or a bit as a number.</summary>
    public ulong Number => Value switch
    {
        long number => unchecked((ulong)number),
        bool bit => bit ? 1UL : 0UL,
        _ => throw new FormatException($"'{Word}' is no number."),
    };

    /// <summary>A text.</summary>
    public static FieldValue Text(byte[] octets) => new('S', octets);
}
