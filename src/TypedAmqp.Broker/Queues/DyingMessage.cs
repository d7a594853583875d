namespace TypedAmqp.Broker;

/// <summary>A message that died and that its queue keeps until another one has taken it.</summary>
/// <param name="entry">What is kept of it.</param>
/// <param name="reason">Of what it died.</param>
/// <param name="octets">Octets of its body.</param>
internal sealed class DyingMessage(QueueEntry entry, byte[] reason, int octets)
{
    public QueueEntry Entry { get; } = entry;

    public byte[] Reason { get; } = reason;

    public int Octets { get; } = octets;

    /// <summary>Nobody took it; it is sent again after a while.</summary>
    public bool IsWaiting { get; set; }
}
