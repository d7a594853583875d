namespace TypedAmqp.Manifests;

/// <summary>A queue as the management API sees it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Ready">How many messages wait; null until the broker has counted them.</param>
/// <param name="Unacknowledged">How many are with consumers.</param>
/// <param name="Consumers">How many consumers there are.</param>
internal sealed record QueueState(QueueDescriptor Queue, long? Ready, long? Unacknowledged, long? Consumers)
{
    /// <summary>What empties a queue for good.</summary>
    public const string Remedy =
        "Delete its bindings ('--delete binding:...', as 'diff' names them), consume or purge what it holds, and run the command again.";

    /// <summary>Whether the broker has counted its messages and consumers.</summary>
    public bool IsCounted => this is { Ready: not null, Unacknowledged: not null, Consumers: not null };

    /// <summary>Why it may not be deleted, and what to do, as sentences; null where nothing would be lost.</summary>
    public string? Obstacle => this switch
    {
        { IsCounted: false } =>
            "the broker has not counted its messages and consumers yet. Run the command again in some seconds.",
        { Consumers: > 0 } => $"it has {Count(Consumers, "consumer")}, and {Count(Messages, "message")}. Stop what consumes it first.",
        _ when Messages == 0 => null,
        { Queue.Type: QueueType.Stream } =>
            $"it is a stream with {Count(Messages, "message")}, and reading takes none of them. Where nobody needs them, delete it by hand: 'rabbitmqadmin delete queue name={Queue.Name}'.",
        _ => $"it holds {Count(Messages, "message")}. {Remedy}",
    };

    private long? Messages => Ready + Unacknowledged;

    private static string Count(long? number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
