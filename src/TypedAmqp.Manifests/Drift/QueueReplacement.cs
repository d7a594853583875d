using System.Collections.Immutable;
using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>
/// Replaces a queue by one of the same name and other properties, while publishers and consumers run, without losing a message: a shadow queue takes
/// what is published, the old queue is drained into it and deleted, the new one is declared and gets everything back. Messages keep their routing
/// keys and properties.
/// </summary>
/// <remarks>
/// While bindings change hands a message is for a moment in both queues: it may be consumed twice, and messages may be consumed in another order.
/// What is published straight to the queue, through the default exchange, is returned to its publisher in the moment in which there is no queue; to
/// an old queue that is a quorum queue nothing may be published so, because the broker deletes it whether it is empty or not. Consumers are cancelled
/// by the broker once, and must consume again.
/// </remarks>
/// <param name="broker">The management API.</param>
/// <param name="connection">A connection to the same virtual host.</param>
/// <param name="quiet">
/// For how long nothing may be with consumers, by the broker's statistics, before the old queue is deleted: longer than their interval (5 s unless
/// configured).
/// </param>
public sealed class QueueReplacement(ManagementApi broker, AmqpConnection connection, TimeSpan quiet)
{
    private const int Batch = 100;

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>The steps, as they are sent: requests to the management API, and what is done with AMQP.</summary>
    /// <param name="queue">The queue as it is to be.</param>
    /// <param name="there">What is on the broker.</param>
    public static ImmutableArray<string> Describe(QueueDescriptor queue, BrokerTopology there)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(there);
        string host = there.VirtualHost;
        if (IsDone(queue, there))
        {
            return [NothingToDo(queue)];
        }

        BindingDescriptor[] bindings = BindingsOf(queue, there);
        return
        [
            .. Text(ShadowRequests(queue, host)),
            .. Text(bindings.Select(binding => BrokerRequests.Bind(host, binding with { Destination = ShadowOf(queue) }))),
            .. Text(bindings.Select(binding => Unbind(there, binding))),
            $"AMQP    move every message of {queue.Name} to {ShadowOf(queue)}, until none is left and none is with a consumer",
            .. Text(there.Queues.Where(other => other.Name == queue.Name).Select(other => BrokerRequests.DeleteDrained(host, other))),
            .. Text([BrokerRequests.Declare(host, queue)]),
            .. Text(bindings.Select(binding => BrokerRequests.Bind(host, binding))),
            .. Text(bindings.Select(binding => Unbind(there, binding with { Destination = ShadowOf(queue) }, binding))),
            $"AMQP    move every message of {ShadowOf(queue)} to {queue.Name}",
            .. Text([BrokerRequests.DeleteDrained(host, Shadow(queue)), BrokerRequests.DeleteExchange(host, ShadowOf(queue))]),
        ];
    }

    /// <summary>Replaces the queue. Where it was interrupted, it is run again.</summary>
    /// <param name="queue">The queue as it is to be.</param>
    /// <param name="progress">Hears of each step.</param>
    /// <param name="cancellationToken">Gives up between two steps: nothing is lost, and it can be run again.</param>
    /// <exception cref="InvalidDataException">There is no such queue, or the broker refused; the message is a sentence.</exception>
    public async Task RunAsync(QueueDescriptor queue, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        BrokerTopology there = await broker.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (queue.Type == QueueType.Stream || there.Queues.Any(other => other.Name == queue.Name && other.Type == QueueType.Stream))
        {
            throw new InvalidDataException($"'{queue.Name}' is or becomes a stream, whose messages are read and not taken: give it a new name.");
        }

        string host = there.VirtualHost;
        string shadow = ShadowOf(queue);
        if (IsDone(queue, there))
        {
            progress?.Report(NothingToDo(queue));
            return;
        }

        BindingDescriptor[] bindings = BindingsOf(queue, there);
        progress?.Report($"{shadow} takes what is published");
        await SendAsync(ShadowRequests(queue, host), cancellationToken).ConfigureAwait(false);
        await SendAsync(
            bindings.Select(binding => BrokerRequests.Bind(host, binding with { Destination = shadow })), cancellationToken).ConfigureAwait(false);
        there = await broker.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (there.Queues.FirstOrDefault(other => other.Name == queue.Name) is QueueDescriptor present
            && !EntityDifferences.Between(queue, present).IsEmpty)
        {
            await SendAsync(
                there.Bindings.Where(binding => !binding.ToExchange && binding.Destination == queue.Name).Select(binding => Unbind(there, binding)),
                cancellationToken).ConfigureAwait(false);
            progress?.Report($"{queue.Name} is drained");
            await DrainAsync(queue.Name, shadow, cancellationToken).ConfigureAwait(false);
            await broker.SendAsync(BrokerRequests.DeleteDrained(host, present), cancellationToken).ConfigureAwait(false);
        }

        progress?.Report($"{queue.Name} is declared anew");
        await broker.SendAsync(BrokerRequests.Declare(host, queue), cancellationToken).ConfigureAwait(false);
        await SendAsync(bindings.Select(binding => BrokerRequests.Bind(host, binding)), cancellationToken).ConfigureAwait(false);
        there = await broker.ReadAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(
            there.Bindings.Where(binding => binding.Destination == shadow).Select(binding => Unbind(there, binding)),
            cancellationToken).ConfigureAwait(false);
        progress?.Report($"{queue.Name} gets everything back");
        await ReturnAsync(queue, host, cancellationToken).ConfigureAwait(false);
        progress?.Report($"{queue.Name} is replaced; programs of the earlier version still declare it as it was: deploy them anew");
    }

    private static string NothingToDo(QueueDescriptor queue) => $"'{queue.Name}' is what is declared: nothing to do";

    private static string ShadowOf(QueueDescriptor queue) => queue.Name + ".shadow";

    /// <summary>Whether the queue is what it is to be, and nothing is left of a replacement that was interrupted.</summary>
    private static bool IsDone(QueueDescriptor queue, BrokerTopology there) =>
        there.Queues.Any(other => other.Name == queue.Name && EntityDifferences.Between(queue, other).IsEmpty)
            && !there.Queues.Any(other => other.Name == ShadowOf(queue))
            && !there.Exchanges.Any(other => other.Name == ShadowOf(queue));

    /// <summary>The queue's bindings; after an interruption they may already be the shadow's.</summary>
    private static BindingDescriptor[] BindingsOf(QueueDescriptor queue, BrokerTopology there) =>
    [
        .. there.Bindings.Where(binding => !binding.ToExchange
            && (binding.Destination == queue.Name || binding.Destination == ShadowOf(queue))
            && binding.Source != ShadowOf(queue))
            .Select(binding => binding with { Destination = queue.Name })
            .DistinctBy(TopologyDrift.NameOf),
    ];

    private static QueueDescriptor Shadow(QueueDescriptor queue) =>
        new(ShadowOf(queue)) { Type = queue.Type, Arguments = queue.Type == QueueType.Quorum ? [new("x-queue-type", "quorum")] : [] };

    // It holds what it gets, whatever the queue's limits are; a fanout exchange leads to it, so that moved messages keep their keys.
    private static BrokerRequest[] ShadowRequests(QueueDescriptor queue, string host) =>
    [
        BrokerRequests.Declare(host, Shadow(queue)),
        BrokerRequests.Declare(host, new ExchangeDescriptor(ShadowOf(queue), "fanout")),
    ];

    private static BrokerRequest Unbind(BrokerTopology there, BindingDescriptor binding, BindingDescriptor? like = null) =>
        BrokerRequests.Unbind(there.VirtualHost, binding, there.PropertiesKeys.GetValueOrDefault(TopologyDrift.NameOf(like ?? binding)));

    private static IEnumerable<string> Text(IEnumerable<BrokerRequest> requests) => requests.Select(static request => request.ToString());

    private async Task SendAsync(IEnumerable<BrokerRequest> requests, CancellationToken cancellationToken)
    {
        foreach (BrokerRequest request in requests)
        {
            await broker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Moves what waits, and what consumers give back, until for a while nothing was left or with a consumer.</summary>
    private async Task DrainAsync(string queue, string shadow, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions(), cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            // The fanout exchange leads to the shadow for as long as that is filled.
            await channel.BindQueueAsync(shadow, shadow, cancellationToken: cancellationToken).ConfigureAwait(false);
            long? emptySince = null;
            while (true)
            {
                bool isEmpty = await MoveAsync(channel, queue, shadow, cancellationToken).ConfigureAwait(false) == 0
                    && await broker.QueueAsync(queue, cancellationToken).ConfigureAwait(false) is { Ready: 0, Unacknowledged: 0 };
                emptySince = isEmpty ? emptySince ?? _time.GetTimestamp() : null;
                if (emptySince is long since && _time.GetElapsedTime(since) >= quiet)
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken).ConfigureAwait(false);
            }

            await channel.UnbindQueueAsync(shadow, shadow, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody consumes the shadow but this: when it is empty, it is done with.</summary>
    private async Task ReturnAsync(QueueDescriptor queue, string host, CancellationToken cancellationToken)
    {
        string shadow = ShadowOf(queue);
        AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions(), cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            await channel.BindQueueAsync(queue.Name, shadow, cancellationToken: cancellationToken).ConfigureAwait(false);
            while (await MoveAsync(channel, shadow, shadow, cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            await channel.UnbindQueueAsync(queue.Name, shadow, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await broker.SendAsync(BrokerRequests.DeleteDrained(host, Shadow(queue)), cancellationToken).ConfigureAwait(false);
        await broker.SendAsync(BrokerRequests.DeleteExchange(host, shadow), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves one batch: a message is acknowledged when the broker has confirmed its copy.</summary>
    /// <returns>How many messages were moved.</returns>
    private static async Task<int> MoveAsync(AmqpChannel channel, string from, string exchange, CancellationToken cancellationToken)
    {
        List<ValueTask<PublishResult>> publishes = [];
        ulong last = 0;
        while (publishes.Count < Batch && await channel.GetAsync(from, noAck: false, cancellationToken).ConfigureAwait(false) is GetResult got)
        {
            last = got.Message.Delivery.Tag;
            publishes.Add(channel.TryPublishAsync(
                exchange,
                Encoding.UTF8.GetString(got.Message.RoutingKeyOctets),
                got.Message.BodyCopy(),
                got.Message.PropertiesCopy(),
                mandatory: true,
                cancellationToken));
        }

        foreach (ValueTask<PublishResult> publish in publishes)
        {
            PublishResult result = await publish.ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                throw new InvalidDataException(
                    $"A message of '{from}' could not be moved ({result.Outcome}: {result.ReplyText}); it is still there. Run the command again.");
            }
        }

        if (publishes.Count > 0)
        {
            await channel.AckAsync(last, multiple: true, cancellationToken).ConfigureAwait(false);
        }

        return publishes.Count;
    }
}
