namespace TypedAmqp;

/// <summary>How the body of a message is written; it decides the message property <c>content-type</c>.</summary>
public enum MessageFormat
{
    /// <summary><c>application/json</c>, through the topology's <c>JsonSerializerContext</c>.</summary>
    Json = 0,

    /// <summary>
    /// <c>text/plain</c> in UTF-8: a <see cref="string"/>, a contract whose only constructor parameter is a string, or one that implements
    /// <see cref="IUtf8SpanFormattable"/> and <see cref="IUtf8SpanParsable{TSelf}"/>.
    /// </summary>
    Text = 1,

    /// <summary>
    /// <c>application/octet-stream</c>: a <see cref="ReadOnlyMemory{T}"/> of octets, or a contract whose only constructor parameter is one.
    /// </summary>
    Raw = 2,
}
