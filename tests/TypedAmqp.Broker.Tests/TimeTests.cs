using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

public sealed class TimeTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public TimeTests()
        : this(new VirtualClock())
    {
    }

    private TimeTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock }) => _clock = clock;

    [Fact]
    public async Task A_client_that_does_not_log_in_is_hung_up_on()
    {
        await using RawClient client = new(Broker.Connect());
        await client.StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_at_all_is_hung_up_on()
    {
        await using RawClient client = new(Broker.Connect());
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_confirm_the_end_is_hung_up_on()
    {
        await using RawClient client = await OpenAsync();
        await client.SendAsync(1, new ChannelOpen());
        await client.ExpectAsync(MethodId.ConnectionClose);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_silent_broker_sends_heartbeats()
    {
        await using RawClient client = await OpenAsync(new RawOptions { Heartbeat = 10 });
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync([8, 0, 0, 0, 0, 0, 0, 0xCE]);
            await client.ExpectNothingAsync();

            // The answer was a sign of life: half an interval without another one, then the heartbeat is due.
            _clock.Advance(TimeSpan.FromSeconds(5));
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(FrameType.Heartbeat, (await client.ReadAsync()).Type);
        }
    }

    [Fact]
    public async Task A_client_that_the_broker_does_not_listen_to_is_not_called_silent()
    {
        const int Times = 100;
        await using RawClient client = await OpenAsync(new RawOptions { Heartbeat = 10 });
        await client.DeclareAsync("large");
        client.Publish("large", new byte[64 * 1024]);
        for (ulong tag = 1; tag <= Times; tag++)
        {
            FrameWriter.WriteMethod(client.Output, 1, new BasicGet { Queue = "large" });
            FrameWriter.WriteMethod(client.Output, 1, new BasicReject { DeliveryTag = tag, Requeue = true });
        }

        await client.FlushAsync();
        while (!Broker.Connections.Any(static connection => connection.Output.IsBackedUp))
        {
            // Time for the broker to answer until it has to wait.
            await Client.ExpectNothingAsync();
        }

        for (int i = 0; i < 6; i++)
        {
            await client.SendAsync([8, 0, 0, 0, 0, 0, 0, 0xCE]);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        int answers = 0;
        while (answers < Times)
        {
            RawFrame frame = await client.ReadAsync();
            answers += frame.Id == MethodId.BasicGetOk ? 1 : 0;
        }
    }

    [Fact]
    public async Task A_client_that_takes_none_of_its_answers_and_says_nothing_is_gone_in_the_end()
    {
        await using RawClient client = await OpenAsync(new RawOptions { Heartbeat = 10 });
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "held");
        await Client.ExpectNothingAsync();
        Assert.NotNull(await client.GetAsync("q"));
        for (int i = 0; i < 100; i++)
        {
            client.Publish("nowhere", new byte[64 * 1024], mandatory: true);
        }

        Task sent = client.Output.FlushAsync().AsTask();
        while (!Broker.Connections.Any(static connection => connection.Output.IsBackedUp))
        {
            await Client.ExpectNothingAsync();
        }

        for (int i = 0; i < 12; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        // What it held comes back.
        for (int i = 0; i < 300 && (await Client.InspectAsync("q")).Messages == 0; i++)
        {
            await Client.ExpectNothingAsync();
        }

        Assert.Equal(1, (await Client.InspectAsync("q")).Messages);
        await sent;
    }

    [Fact]
    public async Task A_silent_client_is_hung_up_on_after_two_intervals()
    {
        await using RawClient client = await OpenAsync(new RawOptions { Heartbeat = 10 });
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "held");
        await Client.ExpectNothingAsync();
        Assert.NotNull(await client.GetAsync("q"));
        _clock.Advance(TimeSpan.FromSeconds(26));
        RawFrame? frame;
        do
        {
            frame = await client.TryReadAsync();
        }
        while (frame is not null);

        Assert.True((await GetWhenThereAsync("q")).Redelivered);
    }

    [Fact]
    public async Task Any_frame_is_a_sign_of_life()
    {
        await using RawClient client = await OpenAsync(new RawOptions { Heartbeat = 10 });
        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(4));
            await client.SendAsync(1, new BasicQos());
            RawFrame frame;
            do
            {
                frame = await client.ReadAsync();
            }
            while (frame.Type == FrameType.Heartbeat);
            Assert.Equal(MethodId.BasicQosOk, frame.Id);
        }
    }

    [Fact]
    public async Task Without_heartbeats_silence_lasts()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_message_expires_at_the_head_of_its_queue()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "short", properties: new BasicProperties { Expiration = "1000" });
        await Client.PublishAsync("q", "long");
        await Client.ExpectNothingAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal((2, 0), await Client.InspectAsync("q"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Assert.Equal("long", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task An_expired_message_is_never_delivered()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "first", properties: new BasicProperties { Expiration = "1000" });
        await Client.PublishAsync("q", "second", properties: new BasicProperties { Expiration = "5000" });
        await Client.PublishAsync("q", "third");
        await Client.ExpectNothingAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Client.ConsumeAsync("q", noAck: true);
        RawMessage message = await Client.ReadDeliveryAsync();
        Assert.Equal("second", message.Text);
        Assert.Equal("5000", message.Properties.Expiration);
        Assert.Equal("third", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task What_comes_back_too_late_is_gone()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "once", properties: new BasicProperties { Expiration = "1000" });
        await Client.GetAsync("q");
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task A_large_message_expires_too()
    {
        await Client.DeclareAsync("q");
        Client.Publish("q", new byte[100_000], properties: new BasicProperties { Expiration = "1000" });
        await Client.FlushAsync();
        Assert.Equal(100_000, (await Client.GetAsync("q"))!.Body.Length);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
        Assert.Equal(0, Broker.Resources.Memory.Octets);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public async Task An_expiration_that_is_none_closes_the_channel(string expiration)
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "x", properties: new BasicProperties { Expiration = expiration });
        Assert.StartsWith(
            $"PRECONDITION_FAILED - invalid expiration '{expiration}'",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed),
            StringComparison.Ordinal);
    }

    private async Task<RawMessage> GetWhenThereAsync(string queue)
    {
        while (true)
        {
            if (await Client.GetAsync(queue) is { } message)
            {
                return message;
            }
        }
    }
}
