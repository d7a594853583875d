namespace TypedAmqp.Benchmarks.Clients;

/// <summary>What a client is measured with: one connection publishes to a queue, another consumes from it, in one process.</summary>
/// <param name="Name">What it measures.</param>
/// <param name="Confirmed">Publisher confirms, at most <see cref="Window"/> outstanding, and an acknowledgement of each message; else neither.</param>
/// <param name="Messages">Messages for a client that does a hundred thousand a second.</param>
internal sealed record ClientCase(string Name, bool Confirmed, int Messages)
{
    /// <summary>Octets of a body.</summary>
    public const int Size = 16;

    /// <summary>Publishes without a confirm, and prefetch of the consumer.</summary>
    public const int Window = 256;

    /// <summary>The queue.</summary>
    public const string Queue = "load.client";

    /// <summary>All of them.</summary>
    public static readonly ClientCase[] All =
    [
        new("no confirms, no acks", Confirmed: false, Messages: 200_000),
        new("confirms and acks", Confirmed: true, Messages: 100_000),
    ];
}
