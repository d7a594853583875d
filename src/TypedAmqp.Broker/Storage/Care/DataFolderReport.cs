namespace TypedAmqp.Broker;

/// <summary>What was found in a data folder.</summary>
/// <param name="Segments">The files of the log, in their order.</param>
/// <param name="Queues">The queues, by virtual host and name.</param>
/// <param name="Damage">What cannot be read; empty: everything can.</param>
/// <param name="Tail">Octets behind the last record of the log: room for more, and what was being written when the broker ended. Nothing of them was
/// confirmed, and the next start cuts them off.</param>
/// <param name="IsRefused">A broker starts on it only where damage is accepted. On other damage it starts, and loses a message when its turn
/// comes.</param>
public sealed record DataFolderReport(
    IReadOnlyList<DataFolderSegment> Segments,
    IReadOnlyList<DataFolderQueue> Queues,
    IReadOnlyList<DataFolderDamage> Damage,
    long Tail,
    bool IsRefused);
