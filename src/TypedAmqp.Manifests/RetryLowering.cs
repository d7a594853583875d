using System.Globalization;

namespace TypedAmqp.Manifests;

/// <summary>
/// What a <c>[Retry]</c> becomes on the broker, as the compiler writes it into the runtime's descriptors: the manifest says the delays only. A test
/// compares the two.
/// </summary>
internal static class RetryLowering
{
    private static readonly (long Milliseconds, string Unit)[] Units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];

    public static string ExchangeOf(string queue) => queue + ".retry";

    public static IEnumerable<DeclaredExchange> Exchanges(DeclaredQueue queue, RetryDescriptor retry) => IsLowered(queue.Descriptor, retry)
        ?
        [
            new DeclaredExchange(queue.Type, new ExchangeDescriptor(retry.Exchange, "headers") { Durable = queue.Descriptor.Durable }),
            new DeclaredExchange(queue.Type, new ExchangeDescriptor(ReturnExchangeOf(queue), "fanout") { Durable = queue.Descriptor.Durable }),
        ]
        : [];

    public static IEnumerable<DeclaredQueue> Queues(DeclaredQueue queue)
    {
        if (queue.Descriptor is not { IsServerNamed: false, Type: not QueueType.Stream, Retry: RetryDescriptor retry })
        {
            yield break;
        }

        foreach (TimeSpan delay in retry.Delays.Distinct())
        {
            yield return Queue(
                queue,
                WaitingQueueOf(queue, delay),
                QueuePurpose.Delay,
                new("x-message-ttl", (long)delay.TotalMilliseconds),
                new("x-dead-letter-exchange", ReturnExchangeOf(queue)));
        }

        // Without a dead-letter exchange of its own the compiler sends the queue's dead letters there.
        string parked = queue.Descriptor.Name + ".parked";
        if (queue.Descriptor is { External: false, DeadLetterExchange: "" } && QueueFacts.DeadLetterKey(queue.Descriptor) == parked)
        {
            yield return Queue(queue, parked, QueuePurpose.Inspected);
        }
    }

    public static IEnumerable<BindingDescriptor> Bindings(DeclaredQueue queue, RetryDescriptor retry)
    {
        if (!IsLowered(queue.Descriptor, retry))
        {
            yield break;
        }

        for (int index = 0; index < retry.Delays.Length; index++)
        {
            yield return new BindingDescriptor(retry.Exchange, WaitingQueueOf(queue, retry.Delays[index]), "")
            {
                Arguments = [new("retry-attempt", index + 2L), new("x-match", "all")],
            };
        }

        yield return new BindingDescriptor(ReturnExchangeOf(queue), queue.Descriptor.Name, "");
    }

    private static bool IsLowered(QueueDescriptor queue, RetryDescriptor retry) => queue.Type != QueueType.Stream && retry.Delays.Length > 0;

    private static string ReturnExchangeOf(DeclaredQueue queue) => queue.Descriptor.Name + ".retried";

    private static string WaitingQueueOf(DeclaredQueue queue, TimeSpan delay)
    {
        long milliseconds = (long)delay.TotalMilliseconds;
        (long length, string unit) = Units.FirstOrDefault(
            candidate => milliseconds >= candidate.Milliseconds && milliseconds % candidate.Milliseconds == 0, (1, "ms"));
        return string.Create(CultureInfo.InvariantCulture, $"{queue.Descriptor.Name}.retry.{milliseconds / length}{unit}");
    }

    private static DeclaredQueue Queue(
        DeclaredQueue queue, string name, QueuePurpose purpose, params IEnumerable<KeyValuePair<string, object>> arguments)
    {
        bool isQuorum = queue.Descriptor.Type == QueueType.Quorum;
        IEnumerable<KeyValuePair<string, object>> type = isQuorum ? [new("x-queue-type", "quorum")] : [];
        return new DeclaredQueue(queue.Type, new QueueDescriptor(name)
        {
            Type = isQuorum ? QueueType.Quorum : QueueType.Classic,
            Durable = queue.Descriptor.Durable,
            Exclusive = queue.Descriptor.Exclusive,
            Purpose = purpose,
            Arguments = [.. type.Concat(arguments).OrderBy(static argument => argument.Key, StringComparer.Ordinal)],
        });
    }
}
