namespace TypedAmqp.Protocol;

/// <summary>
/// The types of field values, by the letters that RabbitMQ uses, which differ from those of the specification (section 4.2.1). RabbitMQ
/// reads the letter <c>L</c> as it reads <c>l</c>; so does this, and writes <c>l</c>.
/// </summary>
public enum FieldType : byte
{
    /// <summary><c>V</c>: no value; null.</summary>
    Void = (byte)'V',

    /// <summary><c>t</c>: a <see cref="bool"/>.</summary>
    Boolean = (byte)'t',

    /// <summary><c>b</c>: an <see cref="sbyte"/>.</summary>
    SByte = (byte)'b',

    /// <summary><c>B</c>: a <see cref="byte"/>.</summary>
    Byte = (byte)'B',

    /// <summary><c>s</c>: a <see cref="short"/>.</summary>
    Int16 = (byte)'s',

    /// <summary><c>u</c>: a <see cref="ushort"/>.</summary>
    UInt16 = (byte)'u',

    /// <summary><c>I</c>: an <see cref="int"/>.</summary>
    Int32 = (byte)'I',

    /// <summary><c>i</c>: a <see cref="uint"/>.</summary>
    UInt32 = (byte)'i',

    /// <summary><c>l</c>: a <see cref="long"/>.</summary>
    Int64 = (byte)'l',

    /// <summary><c>f</c>: a <see cref="float"/>.</summary>
    Single = (byte)'f',

    /// <summary><c>d</c>: a <see cref="double"/>.</summary>
    Double = (byte)'d',

    /// <summary><c>D</c>: a <see cref="decimal"/> of 32 bits and a scale.</summary>
    Decimal = (byte)'D',

    /// <summary><c>S</c>: a string; any octets.</summary>
    String = (byte)'S',

    /// <summary><c>x</c>: octets.</summary>
    Octets = (byte)'x',

    /// <summary><c>A</c>: an array of values.</summary>
    Array = (byte)'A',

    /// <summary><c>T</c>: a time, in whole seconds since 1970.</summary>
    Timestamp = (byte)'T',

    /// <summary><c>F</c>: a table.</summary>
    Table = (byte)'F',
}
