namespace TypedAmqp.Generators.Model;

/// <summary>How a contract and its body relate, in its format.</summary>
internal enum BodyShape
{
    /// <summary>JSON, through the serializer.</summary>
    Json,

    /// <summary>Text that the contract formats and parses itself.</summary>
    Formattable,

    /// <summary>A string.</summary>
    String,

    /// <summary>A name around a string: <c>record Greeting(string Text)</c>.</summary>
    StringWrapper,

    /// <summary>A <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    Memory,

    /// <summary>An array of octets.</summary>
    Array,

    /// <summary>A name around a <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    MemoryWrapper,

    /// <summary>A name around an array of octets.</summary>
    ArrayWrapper,

    /// <summary>The format does not fit the type.</summary>
    Unsupported,
}
