using TypedAmqp.Protocol.Generators.Model;

namespace TypedAmqp.Protocol.Generators.Emission;

/// <summary>How a type of the wire is spelt in C#.</summary>
internal static class WireTypes
{
    /// <summary>The type of the property.</summary>
    public static string Property(WireType type) => type switch
    {
        WireType.Bit => "bool",
        WireType.Octet => "byte",
        WireType.Short => "ushort",
        WireType.Long => "uint",
        WireType.LongLong => "ulong",
        WireType.ShortString => "ShortString",
        WireType.LongString => "LongString",
        WireType.Table => "FieldTableView",
        _ => "global::TypedAmqp.Protocol.ReplyCode",
    };

    /// <summary>The suffix of the reader's and writer's methods: ReadLongLong, WriteLongLong.</summary>
    public static string Suffix(WireType type) => type switch
    {
        WireType.LongLong => "LongLong",
        WireType.ShortString => "ShortString",
        WireType.LongString => "LongString",
        WireType.ReplyCode => "Short",
        _ => type.ToString(),
    };

    /// <summary>The octets of a value whose size does not depend on the value; null for a string and a table.</summary>
    public static int? FixedSize(WireType type) => type switch
    {
        WireType.Octet => 1,
        WireType.Short or WireType.ReplyCode => 2,
        WireType.Long => 4,
        WireType.LongLong => 8,
        _ => null,
    };

    /// <summary>The octets of an empty value, which is what a reserved argument holds.</summary>
    public static int EmptySize(WireType type) => type switch
    {
        WireType.ShortString => 1,
        WireType.LongString or WireType.Table => 4,
        _ => FixedSize(type) ?? 1,
    };
}
