using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// How often a message came back to its quorum queue, as brokers say it in the header <c>x-delivery-count</c> of what they deliver again.
/// </summary>
internal static class DeliveryCount
{
    /// <summary>The message with the number of its attempt.</summary>
    public static ReceivedMessage Counted(in ReceivedMessage message)
    {
        BasicPropertiesView properties = message.Properties;
        try
        {
            return properties.HasHeaders
                && properties.Headers.TryGet("x-delivery-count"u8, out FieldValueView header)
                && header.TryGetInteger(out long count)
                && count > 0
                ? message.AfterRetries((byte)Math.Min(count, byte.MaxValue))
                : message;
        }
        catch (AmqpException)
        {
            // Headers that cannot be read have no count. Whoever needs them will say so.
            return message;
        }
    }
}
