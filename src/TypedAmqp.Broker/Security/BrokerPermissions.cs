namespace TypedAmqp.Broker;

/// <summary>
/// What a user may do in a virtual host: regular expressions that find something in the names of the queues and exchanges that it is about, as
/// RabbitMQ has them. The default exchange goes by <c>amq.default</c> here, and an empty expression finds nothing.
/// </summary>
/// <param name="User">The user's name.</param>
/// <param name="VirtualHost">The virtual host's name.</param>
/// <param name="Configure">What may be declared and deleted.</param>
/// <param name="Write">What may be published to, and bound as a destination.</param>
/// <param name="Read">What may be consumed, got and purged, and bound as a source.</param>
public sealed record BrokerPermissions(string User, string VirtualHost, string Configure, string Write, string Read)
{
    private const string Any = ".*";

    /// <summary>Everything.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="virtualHost">The virtual host's name.</param>
    public static BrokerPermissions Everything(string user, string virtualHost) => new(user, virtualHost, Any, Any, Any);

    internal bool IsEverything => this is { Configure: Any, Write: Any, Read: Any };
}
