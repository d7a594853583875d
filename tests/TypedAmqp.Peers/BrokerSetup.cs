namespace TypedAmqp.Peers;

/// <summary>
/// What a broker that a test starts knows from the beginning. But for those who are limited, every user may do everything in every virtual host.
/// </summary>
public sealed record BrokerSetup
{
    /// <summary>Names and passwords. RabbitMQ's own default is among them.</summary>
    public IReadOnlyList<(string Name, string Password)> Users { get; init; } = [("guest", "guest"), ("root", "root")];

    /// <summary>
    /// Users who may not do everything: what they may configure, write and read in every virtual host, as regular expressions; null: nothing, not
    /// even open one. Their passwords are their names.
    /// </summary>
    public IReadOnlyList<(string Name, (string Configure, string Write, string Read)? Permissions)> LimitedUsers { get; init; } = [];

    /// <summary>The virtual hosts; the third has a name that an URI must escape.</summary>
    public IReadOnlyList<string> VirtualHosts { get; init; } = ["/", "blue", "green/leaf"];

    /// <summary>The data folder of ours; null: it is in memory. RabbitMQ always has one.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The plugins that RabbitMQ starts with; none unless set.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];
}
