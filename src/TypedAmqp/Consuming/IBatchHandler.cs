namespace TypedAmqp.Consuming;

/// <summary>A handler that takes many messages at a time.</summary>
internal interface IBatchHandler
{
    /// <summary>How many at most.</summary>
    int BatchSize { get; }

    /// <summary>How long the first of them waits for others at most.</summary>
    TimeSpan BatchDelay { get; }

    /// <summary>The clock.</summary>
    TimeProvider Clock { get; }

    /// <summary>Handles messages, as <see cref="IMessageHandler.HandleAsync"/> does one.</summary>
    ValueTask HandleAsync(ReceivedBatch batch, CancellationToken cancellationToken);
}
