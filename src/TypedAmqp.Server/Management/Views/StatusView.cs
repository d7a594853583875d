namespace TypedAmqp.Server.Management;

/// <summary>What a check found.</summary>
internal sealed record StatusView(string Status)
{
    /// <summary>Why it is so.</summary>
    public string? Reason { get; init; }

    /// <summary>The port that is listened on.</summary>
    public int? Port { get; init; }

    /// <summary>The protocol that is listened for.</summary>
    public string? Protocol { get; init; }

    /// <summary>The port or protocol that nobody listens on.</summary>
    public object? Missing { get; init; }

    /// <summary>The ports that are listened on.</summary>
    public int[]? Ports { get; init; }

    /// <summary>The protocols that are listened for.</summary>
    public string[]? Protocols { get; init; }
}
