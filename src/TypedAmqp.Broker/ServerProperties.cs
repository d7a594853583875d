using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What connection.start says of the broker: what it is, and what it can beyond the specification.</summary>
internal static class ServerProperties
{
    /// <summary>The octets of the table. Made when the first client connects: a broker that starts has no use for them yet.</summary>
    public static byte[] Octets { get; } = Encode();

    private static string Version => typeof(ServerProperties).Assembly.GetName().Version!.ToString(fieldCount: 3);

    private static byte[] Encode()
    {
        FieldTable capabilities = new()
        {
            ["publisher_confirms"] = true,
            ["exchange_exchange_bindings"] = true,
            ["basic.nack"] = true,
            ["consumer_cancel_notify"] = true,
            ["connection.blocked"] = true,
            ["consumer_priorities"] = true,
            ["authentication_failure_close"] = true,
            ["per_consumer_qos"] = true,
            ["direct_reply_to"] = true,
        };
        FieldTable properties = new()
        {
            ["capabilities"] = capabilities,
            ["product"] = "TypedAmqp",
            ["version"] = Version,
            ["platform"] = $".NET {Environment.Version}",
            ["information"] = "A broker for AMQP 0-9-1",
        };
        return properties.Encode();
    }
}
