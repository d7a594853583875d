using System.Reflection;
using System.Runtime.InteropServices;
using TypedAmqp.Protocol;

namespace TypedAmqp.Connections;

/// <summary>What this client says of itself in <c>connection.start-ok</c>. RabbitMQ acts on the capabilities and shows the rest.</summary>
internal static class ClientProperties
{
    public static FieldTable For(AmqpConnectionOptions options)
    {
        FieldTable properties = new()
        {
            { "product", "TypedAmqp" },
            { "version", typeof(ClientProperties).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "" },
            { "platform", RuntimeInformation.FrameworkDescription },
            { "capabilities", Capabilities() },
        };
        if (options.ClientName is string name)
        {
            properties.Add("connection_name", name);
        }

        return properties;
    }

    private static FieldTable Capabilities() => new()
    {
        { "publisher_confirms", true },
        { "exchange_exchange_bindings", true },
        { "basic.nack", true },
        { "consumer_cancel_notify", true },
        { "connection.blocked", true },
        { "per_consumer_qos", true },

        // Without it a refused login is a closed socket after a second, and no reason.
        { "authentication_failure_close", true },
    };
}
