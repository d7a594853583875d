using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>
/// The payload of a method frame (section 2.3.5.1 of the specification):
/// <code>
/// +----------+-----------+------------+
/// | class-id | method-id | arguments  |
/// +----------+-----------+------------+
///   short      short       0 octets or more
/// </code>
/// </summary>
public static class Method
{
    /// <summary>The octets before the arguments.</summary>
    public const int IdSize = 4;

    /// <summary>Which method a payload holds; its arguments begin after <see cref="IdSize"/> octets. The protocol may not know it.</summary>
    /// <exception cref="AmqpConnectionException">The payload is shorter than an id (501).</exception>
    public static MethodId ReadId(ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.TryReadUInt32BigEndian(payload, out uint id) ? (MethodId)id : throw WireError.ShortPayload(FrameType.Method, payload.Length);

    /// <summary>The id of the method with these two numbers.</summary>
    public static MethodId ToId(ushort classId, ushort number) => (MethodId)(((uint)classId << 16) | number);
}
