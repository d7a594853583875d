using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using TypedAmqp.Broker;
using TypedAmqp.Testing;

namespace TypedAmqp.Server.Tests;

/// <summary>
/// What the management API counts of messages, and how fast it grows. Names, groups and counts are those that a RabbitMQ 3.10.8 gave for such a
/// program.
/// </summary>
public sealed class MessageStatsTests : IAsyncLifetime
{
    private static readonly byte[] Body = [1];

    private readonly VirtualClock _clock = new();
    private ManagementClient _api = null!;

    public async Task InitializeAsync() => _api = await ManagementClient.StartAsync(_clock);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task What_becomes_of_messages_is_counted_for_channels_queues_exchanges_virtual_hosts_and_the_broker()
    {
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(_api.Uri);
        AmqpChannel publisher = await OpenAsync(connection);
        await publisher.PublishAsync("x", "", Body);
        await publisher.PublishAsync("x", "", Body);
        await publisher.PublishAsync("", "one", Body);
        Assert.False((await publisher.TryPublishAsync("", "nowhere", Body)).IsSuccess);
        await publisher.PublishAsync("", "nowhere", Body, mandatory: false);
        AmqpChannel reader = await connection.OpenChannelAsync();
        await (await reader.GetAsync("one"))!.Message.Delivery.RequeueAsync();
        await (await reader.GetAsync("one"))!.Message.Delivery.AckAsync();
        await (await reader.GetAsync("one"))!.Message.Delivery.RejectAsync();
        await reader.GetAsync("one", noAck: true);
        Assert.Null(await reader.GetAsync("one"));
        Taker taker = new(awaited: 2);
        AmqpChannel consumer = await connection.OpenChannelAsync();
        await consumer.ConsumeAsync("two", taker, new ConsumeOptions { NoAck = true });
        await taker.All;

        Assert.Equal(("publish=3", "publish_in=3 publish_out=1", "publish_in=2 publish_out=4"), (
            await StatsAsync("queues/%2F/one", "publish"), await StatsAsync("exchanges/%2F/amq.default", "publish"), await StatsAsync(
                "exchanges/%2F/x", "publish")));
        const string Fetched = "deliver_get=4 deliver=0 deliver_no_ack=0 get=3 get_no_ack=1 get_empty=1 redeliver=1 ack=1";
        const string Consumed = "deliver_get=2 deliver=0 deliver_no_ack=2 get=0 get_no_ack=0 get_empty=0 redeliver=0 ack=0";
        Assert.Equal($"publish=3 {Fetched}", await StatsAsync("queues/%2F/one"));
        Assert.Equal($"publish=2 {Consumed}", await StatsAsync("queues/%2F/two"));
        Assert.Null(await StatsAsync("exchanges/%2F/amq.topic"));
        const string Published = "publish=5 confirm=5 return_unroutable=1 drop_unroutable=1";
        JsonArray channels = (await _api.GetAsync("api/channels")).AsArray();
        Assert.Equal([Published, Fetched, Consumed], channels.Select(static channel => Stats(channel!)));

        // What closed channels counted, still counts.
        await reader.CloseAsync();
        const string All = $"{Published} deliver_get=6 deliver=0 deliver_no_ack=2 get=3 get_no_ack=1 get_empty=1 redeliver=1 ack=1";
        Assert.Equal((All, All), (await StatsAsync("overview"), await StatsAsync("vhosts/%2F")));
        Assert.Null(await StatsAsync("vhosts/blue"));
        (_, string metrics, _) = await _api.SendAsync("GET", "metrics");
        Assert.Contains("\nrabbitmq_channel_messages_published_total 5\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nrabbitmq_channel_get_empty_total 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_is_the_growth_between_two_samples_which_are_taken_while_somebody_asks()
    {
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(_api.Uri);
        AmqpChannel channel = await OpenAsync(connection);
        await PublishAsync(10);
        Assert.Equal((0, 0), (await RateAsync("overview", "publish"), await RateAsync("queues/%2F/one", "publish")));

        await PublishAsync(20);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((4, 4, 4), (
            await RateAsync("overview", "publish"), await RateAsync("queues/%2F/one", "publish"), await RateAsync(
                "exchanges/%2F/amq.default", "publish_out")));

        await channel.PublishAsync("", "two", Body);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0.2, 0, 0.2), (
            await RateAsync("overview", "publish"), await RateAsync("queues/%2F/one", "publish"), await RateAsync("queues/%2F/two", "publish")));

        // Nobody has asked for a while: what came meanwhile came at no rate that is known.
        _clock.Advance(TimeSpan.FromMinutes(2));
        await PublishAsync(50);
        Assert.Equal(0, await RateAsync("overview", "publish"));

        async Task PublishAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await channel.PublishAsync("", "one", Body);
            }
        }
    }

    [Fact]
    public async Task Timers_that_are_late_and_come_together_are_one_sample()
    {
        LateClock clock = new();
        await using ManagementClient api = await ManagementClient.StartAsync(clock);
        api.VirtualHost.DeclareQueue(new QueueDeclaration("q", Durable: true, Exclusive: false, AutoDelete: false, []), owner: null);
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(api.Uri);
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.PublishAsync("", "q", Body);
        await api.GetAsync("api/overview");
        await channel.PublishAsync("", "q", Body);

        clock.FireTwice(after: TimeSpan.FromSeconds(5));

        Assert.Equal(0.2, (double)(await api.GetAsync("api/queues/%2F/q"))["message_stats"]!["publish_details"]!["rate"]!);
    }

    private static async Task<AmqpChannel> OpenAsync(AmqpConnection connection)
    {
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareExchangeAsync("x", "fanout");
        foreach (string queue in (string[])["one", "two"])
        {
            await channel.DeclareQueueAsync(queue);
            await channel.BindQueueAsync(queue, "x");
        }

        return channel;
    }

    private static string? Stats(JsonNode thing, string among = "") => thing["message_stats"] is not JsonObject stats
        ? null
        : string.Join(' ', stats.Where(stat => stat.Value is JsonValue && stat.Key.StartsWith(among, StringComparison.Ordinal))
            .Select(static stat => $"{stat.Key}={stat.Value}"));

    private async Task<string?> StatsAsync(string address, string among = "") => Stats(await _api.GetAsync($"api/{address}"), among);

    private async Task<double> RateAsync(string address, string name) =>
        (double)(await _api.GetAsync($"api/{address}"))["message_stats"]![$"{name}_details"]!["rate"]!;

    /// <summary>A clock of a machine that was busy: what is to come every five seconds comes twice in one moment.</summary>
    private sealed class LateClock : TimeProvider
    {
        private readonly ConcurrentBag<Timer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timer timer = new(() => callback(state));
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        public void FireTwice(TimeSpan after)
        {
            Interlocked.Add(ref _now, after.Ticks);
            foreach (Timer timer in _timers.Where(timer => timer.Period == after))
            {
                timer.Fire();
                timer.Fire();
            }
        }

        private sealed class Timer(Action fire) : ITimer
        {
            public TimeSpan Period { get; private set; }

            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Period = period;
                return true;
            }

            public void Dispose() => Period = default;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }

    private sealed class Taker(int awaited) : IMessageHandler
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = awaited;

        public Task All => _all.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _all.SetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
