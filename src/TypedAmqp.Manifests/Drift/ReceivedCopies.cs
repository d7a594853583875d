using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Manifests;

/// <summary>What is kept of a message beyond its delivery.</summary>
internal static class ReceivedCopies
{
    public static byte[] BodyCopy(this ReceivedMessage message) => message.Body.ToArray();

    public static BasicProperties PropertiesCopy(this ReceivedMessage message) => BasicProperties.Read(message.Properties);
}
