using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>Everything that is declared, as RabbitMQ exports and imports it. In those of one virtual host its name is left out.</summary>
internal sealed record Definitions
{
    public string? RabbitmqVersion { get; init; }

    public string? ProductName { get; init; }

    public string? ProductVersion { get; init; }

    public UserView[]? Users { get; init; }

    public VirtualHostView[]? Vhosts { get; init; }

    public PermissionView[]? Permissions { get; init; }

    public PolicyView[]? Policies { get; init; }

    // Not init: what the JSON leaves out would be null.
    public QueueDefinition[] Queues { get; set; } = [];

    public ExchangeDefinition[] Exchanges { get; set; } = [];

    public BindingView[] Bindings { get; set; } = [];

    /// <summary>What else was there.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}
