namespace TypedAmqp.Peers;

/// <summary>A broker in a process of its own, on a loopback port that was free.</summary>
public abstract class BrokerProcess : IAsyncDisposable
{
    /// <summary>What to call it in a report.</summary>
    public abstract string Name { get; }

    /// <summary>The port of 127.0.0.1 on which it speaks AMQP.</summary>
    public abstract int Port { get; }

    /// <summary>The process id of the broker itself.</summary>
    public abstract int ProcessId { get; }

    /// <summary>Memory of the broker that is resident, in octets (VmRSS).</summary>
    public long ResidentOctets
    {
        get
        {
            string line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(6).TrimEnd("kB ")) * 1024;
        }
    }

    /// <summary>The URI for a user and a virtual host.</summary>
    public string UriFor(string user = "guest", string password = "guest", string virtualHost = "/") =>
        $"amqp://{user}:{password}@127.0.0.1:{Port}/{Uri.EscapeDataString(virtualHost)}";

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
