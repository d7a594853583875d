using System.Buffers;
using System.Runtime.InteropServices;

namespace TypedAmqp.Generated;

/// <summary>Stands for the request or reply of a method that has none: an empty body.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Nothing
{
    /// <summary>The contract.</summary>
    public static MessageContract<Nothing> Contract { get; } = new("", new Serializer());

    /// <summary>The contract of an empty body whose meaning is its name.</summary>
    internal static MessageContract<Nothing> Named(string wireName) => new(wireName, new Serializer());

    private sealed class Serializer : IMessageSerializer<Nothing>
    {
        public string ContentType => "application/octet-stream";

        public void Write(Nothing message, IBufferWriter<byte> output)
        {
            // Nothing.
        }

        public Nothing Read(in ReadOnlySequence<byte> body) => default;
    }
}
