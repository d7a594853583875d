using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Peers;

/// <summary>A frame that the client sent.</summary>
internal sealed record PeerFrame(FrameType Type, ushort Channel, byte[] Payload)
{
    public MethodId Id => Type == FrameType.Method ? Method.ReadId(Payload) : default;

    public ReadOnlySpan<byte> Arguments => Payload.AsSpan(Method.IdSize);

    public override string ToString() => Type == FrameType.Method ? Id.Name : Type.ToString();
}
