namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>The types that arguments have on the wire (section 4.2.5 of the specification, and the domain reply-code).</summary>
internal enum WireType
{
    Bit,
    Octet,
    Short,
    Long,
    LongLong,
    ShortString,
    LongString,
    Table,
    ReplyCode,
}
