namespace TypedAmqp.Peers;

/// <summary>What a broker that a test starts knows from the beginning. Every user may do everything in every virtual host.</summary>
public sealed record BrokerSetup
{
    /// <summary>Names and passwords. RabbitMQ's own default is among them.</summary>
    public IReadOnlyList<(string Name, string Password)> Users { get; init; } = [("guest", "guest"), ("root", "root")];

    /// <summary>The virtual hosts; the third has a name that an URI must escape.</summary>
    public IReadOnlyList<string> VirtualHosts { get; init; } = ["/", "blue", "green/leaf"];

    /// <summary>The plugins that RabbitMQ starts with; none unless set.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];
}
