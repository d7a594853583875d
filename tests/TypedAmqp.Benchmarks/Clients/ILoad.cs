namespace TypedAmqp.Benchmarks.Clients;

/// <summary>A client, connected twice: it publishes, and what it consumes is counted.</summary>
internal interface ILoad : IAsyncDisposable
{
    /// <summary>Publishes so many messages. Completes when all are confirmed, or written where there are no confirms.</summary>
    Task PublishAsync(int messages);
}
