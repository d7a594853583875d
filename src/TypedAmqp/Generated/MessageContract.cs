using System.Text;
using System.Text.Json.Serialization;
using TypedAmqp.Serialization;

namespace TypedAmqp.Generated;

/// <summary>Makes contracts: the compiler knows how each type is written, and calls the one that fits.</summary>
public static class MessageContract
{
    /// <summary>A contract in JSON.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    /// <param name="context">The context that knows the type; without one, reflection is used as long as the program allows it.</param>
    public static MessageContract<T> Json<T>(string wireName, JsonSerializerContext? context = null) =>
        new(wireName, new JsonMessageSerializer<T>(context));

    /// <summary>A contract in JSON of which <c>null</c> is a value.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    /// <param name="context">The context that knows the type; without one, reflection is used as long as the program allows it.</param>
    public static MessageContract<T?> JsonOrNull<T>(string wireName, JsonSerializerContext? context = null) =>
        new(wireName, new JsonMessageSerializer<T?>(context, allowsNull: true));

    /// <summary>A contract in text that formats and parses itself, in the invariant culture.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    public static MessageContract<T> Text<T>(string wireName)
        where T : IUtf8SpanFormattable, IUtf8SpanParsable<T> => new(wireName, new Utf8MessageSerializer<T>());

    /// <summary>A contract in text that is a name around a string.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    /// <param name="unwrap">Takes the string out of a message.</param>
    /// <param name="wrap">Makes a message of a string.</param>
    public static MessageContract<T> Text<T>(string wireName, Func<T, string> unwrap, Func<string, T> wrap) =>
        new(wireName, new WrappingMessageSerializer<T, string>(StringMessageSerializer.Instance, unwrap, wrap));

    /// <summary>Strings.</summary>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    public static MessageContract<string> String(string wireName) => new(wireName, StringMessageSerializer.Instance);

    /// <summary>A contract of octets that is a name around them.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    /// <param name="unwrap">Takes the octets out of a message.</param>
    /// <param name="wrap">Makes a message of octets.</param>
    public static MessageContract<T> Raw<T>(string wireName, Func<T, ReadOnlyMemory<byte>> unwrap, Func<ReadOnlyMemory<byte>, T> wrap) =>
        new(wireName, new WrappingMessageSerializer<T, ReadOnlyMemory<byte>>(RawMessageSerializer.Instance, unwrap, wrap));

    /// <summary>Octets.</summary>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    public static MessageContract<ReadOnlyMemory<byte>> Raw(string wireName) => new(wireName, RawMessageSerializer.Instance);

    /// <summary>A contract for which there is no way to be written: the compiler has said so, and using it says so again.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
    /// <param name="reason">Why not.</param>
    public static MessageContract<T> Unsupported<T>(string wireName, string reason) => new(wireName, new UnsupportedMessageSerializer<T>(reason));

    internal static string Describe(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);
}
