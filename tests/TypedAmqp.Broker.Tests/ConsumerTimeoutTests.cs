using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Clients that take deliveries and acknowledge nothing, by a clock that the test turns.</summary>
public sealed class ConsumerTimeoutTests : BrokerTest
{
    private const string Problem =
        "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 1800000 ms. This timeout value can be configured, see consumers doc "
        + "guide to learn more";

    private readonly VirtualClock _clock;

    public ConsumerTimeoutTests()
        : this(new VirtualClock())
    {
    }

    private ConsumerTimeoutTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock, Heartbeat = TimeSpan.Zero }) => _clock = clock;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_that_keeps_a_delivery_too_long_is_closed(bool fetches)
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one");
        if (fetches)
        {
            await Client.GetAsync("q");
        }
        else
        {
            await Client.ConsumeAsync("q");
            await Client.ReadDeliveryAsync();
        }

        await AdvanceAsync(29);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(Problem, await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
        await Client.OpenChannelAsync(1);
        Assert.True((await Client.GetAsync("q"))!.Redelivered);
    }

    [Fact]
    public async Task Who_reads_nothing_keeps_nothing_too_long()
    {
        await using RawClient stalled = await OpenAsync();
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "held");
        await Client.ExpectNothingAsync();
        Assert.NotNull(await stalled.GetAsync("q"));
        for (int i = 0; i < 100; i++)
        {
            stalled.Publish("nowhere", new byte[64 * 1024], mandatory: true);
        }

        Task sent = stalled.Output.FlushAsync().AsTask();
        while (!Broker.Connections.Any(static connection => connection.Output.IsBackedUp))
        {
            await Client.ExpectNothingAsync();
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        Queue queue = Broker.VirtualHosts["/"].FindQueue("q")!;
        while (queue.MessageCount == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await AdvanceAsync(1);
        }

        Assert.True(Broker.Connections.Any(static connection => connection.Output.IsBackedUp), "it reads");
        while ((await stalled.ReadAsync()).Id != MethodId.ChannelClose)
        {
        }

        await sent;
    }

    [Fact]
    public async Task Who_acknowledges_in_time_is_left_alone()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q");
        for (int i = 0; i < 10; i++)
        {
            await Client.PublishAsync("q", $"{i}");
            RawMessage message = await Client.ReadDeliveryAsync();
            await AdvanceAsync(20);
            await Client.AckAsync(message.Tag);
        }
    }

    [Fact]
    public async Task Later_deliveries_do_not_hide_the_first()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "kept");
        await Client.ReadDeliveryAsync();
        for (int i = 0; i < 29; i++)
        {
            await Client.PublishAsync("q", $"{i}");
            ulong tag = (await Client.ReadDeliveryAsync()).Tag;
            await Client.AckAsync(tag);
            await AdvanceAsync(1);
        }

        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(Problem, await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    // A minute at a time: each of them is looked at before the next begins.
    private async Task AdvanceAsync(int minutes)
    {
        for (int i = 0; i < minutes; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Client.ExpectNothingAsync();
        }
    }
}
