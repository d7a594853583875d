using System.Globalization;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>What callers tell servers while a call is at work.</summary>
internal static class RpcControl
{
    /// <summary>Says that nobody waits any more, to every server of a service: nobody knows which one has the request.</summary>
    public static void Cancel(AmqpChannel channel, string service, string correlationId) =>
        Send(channel, RpcWire.ControlExchange, RpcWire.ControlKeyOf(service), RpcWire.CancelType, correlationId, body: default);

    /// <summary>Says to the server at work that nobody waits any more.</summary>
    public static void CancelAt(AmqpChannel channel, string server, string correlationId) =>
        Send(channel, "", server, RpcWire.CancelType, correlationId, body: default);

    /// <summary>Says to the server at work how many more items can be taken.</summary>
    public static void Grant(AmqpChannel channel, string server, string correlationId, int items) =>
        Send(channel, "", server, RpcWire.CreditType, correlationId, Encoding.UTF8.GetBytes(items.ToString(CultureInfo.InvariantCulture)));

    // Not mandatory: a server that is gone is not to be told.
    private static void Send(AmqpChannel channel, string exchange, string key, string type, string correlationId, ReadOnlyMemory<byte> body)
    {
        BasicProperties properties = new() { Type = type, CorrelationId = correlationId, DeliveryMode = DeliveryMode.Transient };
        PublishTemplate template = new(exchange, properties, mandatory: false, routingKey: key);
        _ = SendAsync(channel, template, body);
    }

    private static async Task SendAsync(AmqpChannel channel, PublishTemplate template, ReadOnlyMemory<byte> body)
    {
        try
        {
            await channel.TryPublishAsync(template, default, body, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AmqpException)
        {
            // The channel is closed, and the caller's replies with it: servers find out by the deadline.
        }
    }
}
