using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Peers;

/// <summary>A message that the client published.</summary>
internal sealed record PeerPublish(
    ushort Channel, string Exchange, string RoutingKey, bool Mandatory, BasicProperties Properties, byte[] Body, int BodyFrames)
{
    public static PeerPublish Read(PeerFrame method, PeerFrame header, byte[] body, int frames)
    {
        BasicPublish publish = BasicPublish.Read(method.Arguments);
        return new PeerPublish(
            method.Channel,
            publish.Exchange.ToString(),
            publish.RoutingKey.ToString(),
            publish.Mandatory,
            BasicProperties.Read(ContentHeader.Read(header.Payload).Properties),
            body,
            frames);
    }
}
