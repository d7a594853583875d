using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Messages that wait in a durable delayed exchange, in a data folder.</summary>
public sealed class DelayStoreTests : StoreTest
{
    private readonly VirtualClock _clock = new();

    private BrokerOptions Options => new() { TimeProvider = _clock, Heartbeat = TimeSpan.Zero };

    public override async Task InitializeAsync()
    {
        await StartAsync(Options, SmallSegments);
        await DeclareAsync();
        await Client.DeclareAsync("q", durable: true);
        await Client.SendAsync(1, new QueueBind { Queue = "q", Exchange = "later", RoutingKey = "key" });
        await Client.ExpectAsync(MethodId.QueueBindOk);
        await SelectConfirmsAsync();
    }

    [Fact]
    public async Task They_survive_and_come_when_they_are_due()
    {
        await PublishAsync("second", 20_000);
        await PublishAsync("first", 10_000);
        await CrashAsync(Crash.PowerLoss);
        Assert.Null(await Client.GetAsync("q"));

        _clock.Advance(TimeSpan.FromSeconds(10));
        RawMessage message = (await TakeAsync(1))[0];
        Assert.Equal("first", message.Text);
        Assert.Equal(-10_000L, Convert.ToInt64(message.Properties.Headers!["x-delay"], null));
        await RestartAsync(Options, SmallSegments);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("second", (await TakeAsync(1))[0].Text);
    }

    [Fact]
    public async Task What_was_due_meanwhile_comes_at_once_and_only_once()
    {
        await PublishAsync("one", 10_000);
        await PublishAsync("two", 10_000);
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await RestartAsync(Options, SmallSegments);

        // Lets this clock's timers run.
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["one", "two"], (await TakeAsync(2)).Select(static message => message.Text));

        await RestartAsync(Options, SmallSegments);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task They_go_with_their_exchange()
    {
        await PublishAsync("gone", 10_000);
        await Client.SendAsync(1, new ExchangeDelete { Exchange = "later" });
        await Client.ExpectAsync(MethodId.ExchangeDeleteOk);
        await RestartAsync(Options, SmallSegments);

        Assert.DoesNotContain(Disk.List(), static name => name.EndsWith(".index", StringComparison.Ordinal));
        Assert.Null(Broker.VirtualHosts["/"].FindExchange("later"));
        await DeclareAsync();
    }

    private async Task DeclareAsync()
    {
        await Client.SendAsync(1, new ExchangeDeclare
        {
            Exchange = "later", Type = "x-delayed-message", Durable = true, Arguments = new FieldTable { ["x-delayed-type"] = "direct" },
        });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
    }

    private async Task PublishAsync(string text, int delay)
    {
        await Client.PublishAsync("key", text, exchange: "later", properties: Persistent with { Headers = new FieldTable { ["x-delay"] = delay } });
        await Client.ExpectAsync(MethodId.BasicAck);
    }

    // Timers run on threads of their own: it is on its way.
    private async Task<List<RawMessage>> TakeAsync(int count)
    {
        await Client.SendAsync(1, new BasicConsume { Queue = "q" });
        await Client.ExpectAsync(MethodId.BasicConsumeOk);
        List<RawMessage> messages = [];
        while (messages.Count < count)
        {
            messages.Add(await Client.ReadDeliveryAsync());
            await Client.AckAsync(messages[^1].Tag);
        }

        await Client.QosAsync(0);
        return messages;
    }
}
