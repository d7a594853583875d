using System.Text.Json.Nodes;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>
/// The <c>message_stats</c> of the management API: what was counted, and how fast it grew between the last two samples. Samples are taken while
/// somebody asks for them; no others are kept, so that there are no averages and no histories.
/// </summary>
internal sealed class MessageRates : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Attention = TimeSpan.FromMinutes(1);

    private readonly Broker.Broker _broker;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Dictionary<object, Sample> _samples = new(ReferenceEqualityComparer.Instance);
    private long _askedAt;
    private long _takenAt;
    private bool _isSampling;

    public MessageRates(Broker.Broker broker)
    {
        _broker = broker;
        _clock = broker.Options.TimeProvider;
        _timer = _clock.CreateTimer(static rates => ((MessageRates)rates!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Of the whole broker.</summary>
    public JsonObject OfBroker() => View(_broker, Counts(Sum(_broker)));

    /// <summary>Of a virtual host; null where nothing was counted.</summary>
    public JsonObject? Of(VirtualHost host) => ViewUnlessEmpty(host, Counts(host.Totals.Now));

    /// <summary>Of a queue; null where nothing was counted.</summary>
    public JsonObject? Of(Queue queue) => ViewUnlessEmpty(queue, Counts(queue));

    /// <summary>Of an exchange; null where nothing was counted.</summary>
    public JsonObject? Of(Exchange exchange) => ViewUnlessEmpty(exchange, Counts(exchange));

    /// <summary>Of a channel; null where nothing was counted.</summary>
    public JsonObject? Of(Channel channel) => ViewUnlessEmpty(channel, Counts(channel.Stats));

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private JsonObject? ViewUnlessEmpty(object subject, Dictionary<string, long> counts) => counts.Count == 0 ? null : View(subject, counts);

    private JsonObject View(object subject, Dictionary<string, long> counts)
    {
        JsonObject view = [];
        lock (_gate)
        {
            Attend();
            Sample? sample = _samples.GetValueOrDefault(subject);
            foreach ((string name, long count) in counts)
            {
                view[name] = count;
                view[$"{name}_details"] = new JsonObject { ["rate"] = sample?.RateOf(name) ?? 0.0 };
            }
        }

        return view;
    }

    // Under the lock: somebody asks.
    private void Attend()
    {
        _askedAt = _clock.GetTimestamp();
        if (!_isSampling)
        {
            _isSampling = true;
            Take(isFirst: true);
            _timer.Change(Interval, Interval);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_clock.GetElapsedTime(_askedAt) < Attention)
            {
                // Where timers are late, the next one may be due already: over so short a time there is no rate.
                if (_clock.GetElapsedTime(_takenAt) > Interval / 2)
                {
                    Take(isFirst: false);
                }

                return;
            }

            _isSampling = false;
            _samples = new(ReferenceEqualityComparer.Instance);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    // Of the first one nothing is known of before: it grew by nothing. What is new in a later one grew from nothing.
    private void Take(bool isFirst)
    {
        long now = _clock.GetTimestamp();
        TimeSpan since = isFirst ? Interval : _clock.GetElapsedTime(_takenAt, now);
        Dictionary<object, Sample> samples = new(ReferenceEqualityComparer.Instance);
        foreach ((object subject, Dictionary<string, long> counts) in All().Where(static pair => pair.Counts.Count > 0))
        {
            Sample? last = _samples.GetValueOrDefault(subject);
            samples[subject] = new Sample(last?.Counts ?? (isFirst ? counts : []), counts, since);
        }

        _samples = samples;
        _takenAt = now;
    }

    private IEnumerable<(object Subject, Dictionary<string, long> Counts)> All()
    {
        yield return (_broker, Counts(Sum(_broker)));
        foreach (VirtualHost host in _broker.VirtualHosts.Values)
        {
            yield return (host, Counts(host.Totals.Now));
            foreach (Queue queue in host.Queues)
            {
                yield return (queue, Counts(queue));
            }

            foreach (Exchange exchange in host.Exchanges)
            {
                yield return (exchange, Counts(exchange));
            }
        }

        foreach (Channel channel in _broker.Connections.SelectMany(static connection => connection.Channels))
        {
            yield return (channel, Counts(channel.Stats));
        }
    }

    private static MessageStats Sum(Broker.Broker broker)
    {
        MessageStats sum = default;
        foreach (VirtualHost host in broker.VirtualHosts.Values)
        {
            sum.Add(host.Totals.Now);
        }

        return sum;
    }

    // As RabbitMQ does, all of a group where one of it has happened.
    private static Dictionary<string, long> Counts(in MessageStats stats)
    {
        Dictionary<string, long> counts = [];
        if (stats.Published > 0)
        {
            counts["publish"] = stats.Published;
            counts["confirm"] = stats.Confirmed;
            counts["return_unroutable"] = stats.Returned;
            counts["drop_unroutable"] = stats.Dropped;
        }

        AddDeliveries(counts, stats);
        return counts;
    }

    private static Dictionary<string, long> Counts(Queue queue)
    {
        Dictionary<string, long> counts = [];
        MessageStats stats = queue.Stats;
        if (stats.Published > 0)
        {
            counts["publish"] = stats.Published;
        }

        AddDeliveries(counts, stats);
        return counts;
    }

    private static Dictionary<string, long> Counts(Exchange exchange) => exchange.Published is { In: > 0 } published
        ? new() { ["publish_in"] = published.In, ["publish_out"] = published.Out }
        : [];

    private static void AddDeliveries(Dictionary<string, long> counts, in MessageStats stats)
    {
        long all = stats.Delivered + stats.DeliveredNoAck + stats.Fetched + stats.FetchedNoAck;
        if (all + stats.FetchedNothing + stats.Acknowledged == 0)
        {
            return;
        }

        counts["deliver_get"] = all;
        counts["deliver"] = stats.Delivered;
        counts["deliver_no_ack"] = stats.DeliveredNoAck;
        counts["get"] = stats.Fetched;
        counts["get_no_ack"] = stats.FetchedNoAck;
        counts["get_empty"] = stats.FetchedNothing;
        counts["redeliver"] = stats.Redelivered;
        counts["ack"] = stats.Acknowledged;
    }

    // Two looks at the same counts.
    private sealed record Sample(Dictionary<string, long> Before, Dictionary<string, long> Counts, TimeSpan Since)
    {
        public double RateOf(string name) => (Counts.GetValueOrDefault(name) - Before.GetValueOrDefault(name)) / Since.TotalSeconds;
    }
}
