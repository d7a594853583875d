using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>A frame that the broker sent.</summary>
internal sealed record RawFrame(FrameType Type, ushort Channel, byte[] Payload)
{
    public MethodId Id => Type == FrameType.Method ? Method.ReadId(Payload) : default;

    public T As<T>()
        where T : struct, IMethod<T>, allows ref struct
    {
        Assert.True(Id == T.Id, $"expected {T.Id}, got {Describe()}");
        return T.Read(Payload.AsSpan(Method.IdSize));
    }

    public string Describe() => Id switch
    {
        MethodId.ChannelClose => $"channel.close: {ChannelClose.Read(Payload.AsSpan(Method.IdSize)).ReplyText.ToString()}",
        MethodId.ConnectionClose => $"connection.close: {ConnectionClose.Read(Payload.AsSpan(Method.IdSize)).ReplyText.ToString()}",
        default(MethodId) => $"a frame of type {Type}",
        _ => Id.Name,
    };
}
