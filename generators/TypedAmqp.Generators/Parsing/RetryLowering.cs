using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// What a <c>[Retry]</c> becomes on the broker: a headers exchange that leads by the number of the attempt to queues in which messages expire, and
/// a fanout exchange through which they come back. A message keeps its routing key all the way.
/// </summary>
internal static class RetryLowering
{
    /// <summary>The header with the number of the attempt that a copy is for. Headers exchanges leave out those that begin with <c>x-</c>.</summary>
    public const string AttemptHeader = "retry-attempt";

    public static IEnumerable<ExchangeModel> Exchanges(QueueModel queue) => IsLowered(queue)
        ?
        [
            Exchange(queue, RetryModel.ExchangeOf(queue.Name), ExchangeKind.Headers),
            Exchange(queue, RetryModel.ReturnExchangeOf(queue.Name), ExchangeKind.Fanout),
        ]
        : [];

    /// <summary>The queues in which messages wait, each time once, and the one where they are parked after the last attempt.</summary>
    public static IEnumerable<QueueModel> Queues(QueueModel queue)
    {
        if (!IsLowered(queue))
        {
            yield break;
        }

        foreach (long delay in queue.Retry!.Delays.Distinct())
        {
            yield return Queue(queue, RetryModel.WaitingQueueOf(queue.Name, delay), QueuePurpose.Delay,
            [
                ArgumentValues.Integer("x-message-ttl", delay),
                ArgumentValues.Text("x-dead-letter-exchange", RetryModel.ReturnExchangeOf(queue.Name)),
            ]);
        }

        if (IsParking(queue))
        {
            yield return Queue(queue, RetryModel.ParkedQueueOf(queue.Name), QueuePurpose.Inspected, []);
        }
    }

    /// <summary>The bindings, with the names of source and destination.</summary>
    public static IEnumerable<(string Source, string Destination, BindingModel Binding)> Bindings(QueueModel queue)
    {
        if (!IsLowered(queue))
        {
            yield break;
        }

        int attempt = 1;
        foreach (long delay in queue.Retry!.Delays)
        {
            attempt++;
            EquatableArray<ArgumentModel> arguments = ArgumentValues.Normalise(
                [ArgumentValues.Integer(AttemptHeader, attempt), ArgumentValues.Text("x-match", "all")]);
            yield return (RetryModel.ExchangeOf(queue.Name), RetryModel.WaitingQueueOf(queue.Name, delay), Binding(arguments));
        }

        yield return (RetryModel.ReturnExchangeOf(queue.Name), queue.Name, Binding(default));
    }

    /// <summary>Whether the queue has a name by which messages can come back, and something to come back for.</summary>
    private static bool IsLowered(QueueModel queue) => queue is { Name.Length: > 0, Kind: not QueueKind.Stream, Retry.Delays.Count: > 0 };

    /// <summary>Whether dead letters go to a queue of their own. Where somebody else declares the queue, they go where that says.</summary>
    public static bool IsParking(QueueModel queue) =>
        queue is { Name.Length: > 0, Kind: not QueueKind.Stream, Retry: not null, DeadLetter: null, External: false };

    private static BindingModel Binding(EquatableArray<ArgumentModel> arguments) => new("", new EquatableArray<string>([""]), false, arguments);

    private static ExchangeModel Exchange(QueueModel queue, string name, ExchangeKind kind) => new(
        queue.Type, name, kind, kind.ToString().ToLowerInvariant(), queue.Durable, false, false, false, null, default, default, default);

    private static QueueModel Queue(QueueModel queue, string name, QueuePurpose purpose, IEnumerable<ArgumentModel> arguments)
    {
        IEnumerable<ArgumentModel> type = queue.Kind == QueueKind.Quorum ? [ArgumentValues.Text("x-queue-type", "quorum")] : [];
        return queue with
        {
            Name = name,
            Kind = queue.Kind == QueueKind.Quorum ? QueueKind.Quorum : QueueKind.Classic,
            AutoDelete = false,
            External = false,
            Purpose = purpose,
            Bindings = default,
            Sends = default,
            Families = default,
            DeadLetter = null,
            Arguments = ArgumentValues.Normalise(type.Concat(arguments)),
            Exchanges = default,
            Retry = null,
        };
    }
}
