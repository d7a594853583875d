namespace TypedAmqp.Benchmarks.Clients;

/// <summary>What a client is measured with: one connection publishes to a queue, another consumes from it, in one process.</summary>
/// <param name="name">What it measures.</param>
/// <param name="size">Octets of a body.</param>
/// <param name="confirmed">
/// Publisher confirms, at most <see cref="Window"/> outstanding, and an acknowledgement of each message; else neither.
/// </param>
/// <param name="messages">Messages for a client that does a hundred thousand a second.</param>
internal abstract class ClientCase(string name, int size, bool confirmed, int messages)
{
    /// <summary>Publishes without a confirm, and prefetch of the consumer.</summary>
    public const int Window = 256;

    /// <summary>The queue.</summary>
    public const string Queue = "load.client";

    /// <summary>All of them.</summary>
    public static readonly ClientCase[] All =
    [
        .. from size in (int[])[16, 1024] from confirmed in (bool[])[false, true] select new ThroughputCase(size, confirmed),
        .. from size in (int[])[16, 1024] select new RoundTripCase(size),
    ];

    /// <summary>What it measures.</summary>
    public string Name => name;

    /// <summary>Octets of a body.</summary>
    public int Size => size;

    /// <summary>Whether there are confirms and acknowledgements.</summary>
    public bool Confirmed => confirmed;

    /// <summary>Messages for a client that does a hundred thousand a second.</summary>
    public int Messages => messages;

    /// <summary>What is measured.</summary>
    public abstract ClientFigure[] Figures { get; }

    /// <summary>Measures, with a client that is connected.</summary>
    /// <returns>The figures.</returns>
    public abstract Task<double[]> MeasureAsync(ILoad client, Arrivals arrivals, int messages);
}
