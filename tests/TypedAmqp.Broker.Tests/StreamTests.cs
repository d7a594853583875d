using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Streams over AMQP 0-9-1: what is read stays, and everyone reads from where they want.</summary>
public sealed class StreamTests : BrokerTest
{
    private readonly VirtualClock _clock;
    private readonly string _stream = $"stream.{Guid.NewGuid():n}";
    private bool _isReading;

    public StreamTests()
        : this(new VirtualClock())
    {
    }

    private StreamTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock, Heartbeat = TimeSpan.Zero }) => _clock = clock;

    [Fact]
    public async Task Everyone_reads_everything_and_it_stays()
    {
        await DeclareAsync();
        await PublishAsync("a", "b", "c");
        for (int reader = 0; reader < 2; reader++)
        {
            await ConsumeAsync("first", $"reader{reader}");
            List<string> read = [];
            for (long offset = 0; offset < 3; offset++)
            {
                RawMessage message = await Client.ReadDeliveryAsync();
                Assert.Equal(offset, message.Properties.Headers!["x-stream-offset"]);
                Assert.False(message.Redelivered);
                read.Add(message.Text);
                await Client.AckAsync(message.Tag);
            }

            Assert.Equal(["a", "b", "c"], read);
        }
    }

    [Theory]
    [InlineData("first", "0 1 2 3 new")]
    [InlineData("last", "3 new")]
    [InlineData("next", "new")]
    [InlineData(null, "new")]
    [InlineData(2, "2 3 new")]
    [InlineData(0L, "0 1 2 3 new")]
    [InlineData(-1, "0 1 2 3 new")]
    [InlineData("1h", "0 1 2 3 new")]
    [InlineData("1Y", "0 1 2 3 new")]
    public async Task A_reader_begins_where_it_wants(object? from, string expected)
    {
        await DeclareAsync();
        await PublishAsync("0", "1", "2", "3");
        await ConsumeAsync(from);
        await PublishAsync("new");
        Assert.Equal(expected, await ReadAsync(expected.Split(' ').Length));
    }

    [Fact]
    public async Task What_is_not_there_yet_is_waited_for()
    {
        await DeclareAsync();
        await PublishAsync("0");
        await ConsumeAsync(3);
        await PublishAsync("1", "2", "3", "4");
        Assert.Equal("3 4", await ReadAsync(2));
    }

    [Theory]
    [InlineData(-10, "a b c")]
    [InlineData(0, "a b c")]
    [InlineData(1, "b c")]
    [InlineData(10, "b c")]
    [InlineData(11, "c")]
    [InlineData(21, "")]
    public async Task A_time_finds_what_was_published_then_or_later(int seconds, string expected)
    {
        if (IsOracle)
        {
            return;
        }

        DateTimeOffset start = _clock.GetUtcNow().AddDays(1);
        _clock.Advance(TimeSpan.FromDays(1));
        await DeclareAsync();
        foreach (string body in new[] { "a", "b", "c" })
        {
            await PublishAsync(body);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        await ConsumeAsync(start.AddSeconds(seconds));
        string all = $"{expected} new".Trim();
        await PublishAsync("new");
        Assert.Equal(all, await ReadAsync(all.Split(' ').Length));
    }

    [Fact]
    public async Task An_age_finds_what_is_not_older()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync();
        await PublishAsync("old");
        _clock.Advance(TimeSpan.FromMinutes(10));
        await PublishAsync("young");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await ConsumeAsync("2m");
        Assert.Equal("young", await ReadAsync(1));
    }

    [Fact]
    public async Task Acknowledgements_make_room_for_more()
    {
        await DeclareAsync();
        await PublishAsync("0", "1", "2", "3", "4", "5");
        await Client.QosAsync(2);
        await ConsumeAsync("first", qos: false);
        Assert.Equal("0 1", await ReadAsync(2));
        await Client.ExpectNothingAsync();
        await Client.AckAsync(1);
        Assert.Equal("2", await ReadAsync(1));
        await Client.AckAsync(3, multiple: true);
        Assert.Equal("3 4", await ReadAsync(2));
    }

    [Fact]
    public async Task Properties_stay_and_an_offset_that_came_along_is_replaced()
    {
        await DeclareAsync();
        BasicProperties properties = new()
        {
            ContentType = "text/plain",
            DeliveryMode = DeliveryMode.Persistent,
            Expiration = "1000",
            MessageId = "id",
            Headers = new FieldTable { ["a"] = 1, ["x-stream-offset"] = 7L },
        };
        await Client.PublishAsync(_stream, "one", properties: properties);
        await ConsumeAsync("first");
        RawMessage message = await Client.ReadDeliveryAsync();
        Assert.Equal(properties with { Headers = null }, message.Properties with { Headers = null });
        Assert.Equal(1, message.Properties.Headers!["a"]);
        Assert.Equal(0L, message.Properties.Headers["x-stream-offset"]);
        Assert.Equal(2, message.Properties.Headers.Count);
    }

    [Fact]
    public async Task Full_segments_go_when_the_stream_is_too_long()
    {
        await DeclareAsync(new FieldTable { ["x-max-length-bytes"] = 1000, ["x-stream-max-segment-size-bytes"] = 500 });
        for (int i = 0; i < 20; i++)
        {
            await PublishAsync(new string((char)('a' + i), 100));
        }

        await ConsumeAsync("first");
        RawMessage first = await Client.ReadDeliveryAsync();
        Assert.InRange(first.Text[0], 'j', 't');
        if (!IsOracle)
        {
            // RabbitMQ uses a number itself for each new segment.
            Assert.Equal((long)(first.Text[0] - 'a'), first.Properties.Headers!["x-stream-offset"]);
            Assert.InRange(Broker.VirtualHosts["/"].FindQueue(_stream)!.MessageCount, 1, 10);
        }
    }

    [Fact]
    public async Task Full_segments_go_when_they_are_too_old()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync(new FieldTable { ["x-max-age"] = "1h", ["x-stream-max-segment-size-bytes"] = 100 });
        string body = new('x', 100);
        await PublishAsync(body, body);
        _clock.Advance(TimeSpan.FromMinutes(61));
        await PublishAsync(body);
        await ConsumeAsync("first");
        Assert.Equal(2L, (await Client.ReadDeliveryAsync()).Properties.Headers!["x-stream-offset"]);
    }

    [Fact]
    public async Task A_stream_that_goes_holds_nothing()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync();
        await PublishAsync(Encoding.ASCII.GetString(Enumerable.Repeat((byte)'x', 100_000).ToArray()), new string('y', 3000));
        await ConsumeAsync("first", "c");
        await Client.ReadDeliveryAsync();
        Assert.True(Broker.Resources.Memory.Octets > 100_000);
        await Client.SendAsync(1, new QueueDelete { Queue = _stream });
        while ((await Client.ReadAsync()).Id != MethodId.QueueDeleteOk)
        {
            // The second delivery.
        }

        Assert.Equal(0, Broker.Resources.Memory.Octets);
    }

    [Fact]
    public async Task What_a_reader_leaves_is_not_delivered_again()
    {
        await DeclareAsync();
        await PublishAsync("a");
        await Client.OpenChannelAsync(2);
        await Client.QosAsync(10, channel: 2);
        await Client.SendAsync(2, new BasicConsume { Queue = _stream, Arguments = new FieldTable { ["x-stream-offset"] = "first" } });
        await Client.ExpectAsync(MethodId.BasicConsumeOk);
        Assert.Equal("a", await ReadAsync(1));
        await Client.SendAsync(2, new ChannelClose { ReplyCode = ReplyCode.Success });
        await Client.ExpectAsync(MethodId.ChannelCloseOk, 2);
        await ConsumeAsync("first");
        RawMessage again = await Client.ReadDeliveryAsync();
        Assert.False(again.Redelivered);
        if (!IsOracle)
        {
            await Client.AckAsync(again.Tag);
            await Client.ExpectNothingAsync();
            Assert.Equal(0, Broker.VirtualHosts["/"].FindQueue(_stream)!.UnackedCount);
        }
    }

    [Fact]
    public async Task Declaring_tells_no_counts()
    {
        await DeclareAsync();
        await PublishAsync("a");
        await ConsumeAsync("next");
        Assert.Equal((0, 0), await Client.InspectAsync(_stream));
    }

    [Fact]
    public async Task Without_a_prefetch_limit_nobody_reads()
    {
        await DeclareAsync();
        await Client.SendAsync(1, new BasicConsume { Queue = _stream });
        Assert.Equal(
            $"PRECONDITION_FAILED - consumer prefetch count is not set for 'queue '{_stream}' in vhost '/''",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("consume", "automatic acknowledgement not supported by stream queues")]
    [InlineData("get", "basic.get not supported by stream queues")]
    [InlineData("purge", "queue.purge not supported by stream queues")]
    [InlineData("reject", "basic.nack and basic.reject not supported by stream queues")]
    public async Task What_streams_do_not_do_ends_the_connection(string what, string problem)
    {
        await DeclareAsync();
        await PublishAsync("a");
        await Client.QosAsync(1);
        switch (what)
        {
            case "consume":
                await Client.SendAsync(1, new BasicConsume { Queue = _stream, NoAck = true });
                break;
            case "get":
                await Client.SendAsync(1, new BasicGet { Queue = _stream });
                break;
            case "purge":
                await Client.SendAsync(1, new QueuePurge { Queue = _stream });
                break;
            default:
                await ConsumeAsync("first", qos: false);
                await Client.ReadDeliveryAsync();
                await Client.SendAsync(1, new BasicReject { DeliveryTag = 1 });
                break;
        }

        Assert.Equal($"NOT_IMPLEMENTED - {problem} queue '{_stream}' in vhost '/'", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
        if (!IsOracle)
        {
            Assert.Equal(0, Broker.VirtualHosts["/"].FindQueue(_stream)!.UnackedCount);
        }
    }

    [Theory]
    [InlineData("1h30m", "{invalid_stream_offset_arg,{longstr,<<\"1h30m\">>}}")]
    public async Task An_offset_has_one_of_its_forms(string offset, string problem)
    {
        await DeclareAsync();
        await Client.QosAsync(1);
        await Client.SendAsync(1, new BasicConsume { Queue = _stream, Arguments = new FieldTable { ["x-stream-offset"] = offset } });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue '{_stream}' in vhost '/': {problem}",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_reader_has_no_priority()
    {
        await DeclareAsync();
        await Client.QosAsync(1);
        await Client.SendAsync(1, new BasicConsume { Queue = _stream, Arguments = new FieldTable { ["x-priority"] = 1 } });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid arg 'x-priority' for queue '{_stream}' in vhost '/' of queue type rabbit_stream_queue",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("x-max-age", "5x", ": invalid_max_age")]
    [InlineData("x-max-age", 5, ": {unacceptable_type,signedint}")]
    [InlineData("x-stream-max-segment-size-bytes", -1, ": {value_negative,-1}")]
    [InlineData("x-max-length", 5, " of queue type rabbit_stream_queue")]
    [InlineData("x-expires", 5, " of queue type rabbit_stream_queue")]
    [InlineData("x-dead-letter-exchange", "e", " of queue type rabbit_stream_queue")]
    public async Task What_a_stream_may_be_declared_with(string name, object value, string problem)
    {
        FieldTable arguments = new() { ["x-queue-type"] = "stream", [name] = value };
        await Client.SendAsync(1, new QueueDeclare { Queue = _stream, Durable = true, Arguments = arguments });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid arg '{name}' for queue '{_stream}' in vhost '/'{problem}",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    private async Task DeclareAsync(FieldTable? arguments = null)
    {
        arguments ??= [];
        arguments.Add("x-queue-type", "stream");
        await Client.DeclareAsync(_stream, durable: true, arguments: arguments);
        await Client.OpenChannelAsync(9);
        await Client.SendAsync(9, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
    }

    // Each in a chunk of its own. A reader may get it before its publisher is answered.
    private async Task PublishAsync(params string[] bodies)
    {
        foreach (string body in bodies)
        {
            await Client.PublishAsync(_stream, body, channel: 9);
            if (!_isReading)
            {
                await Client.ExpectAsync(MethodId.BasicAck, 9);
            }
        }
    }

    private async Task ConsumeAsync(object? from, string tag = "", bool qos = true)
    {
        if (qos)
        {
            await Client.QosAsync(100);
        }

        FieldTable? arguments = from is null ? null : new FieldTable { ["x-stream-offset"] = from };
        await Client.SendAsync(1, new BasicConsume { Queue = _stream, ConsumerTag = tag, Arguments = arguments });
        await Client.ExpectAsync(MethodId.BasicConsumeOk);
        _isReading = true;
    }

    private async Task<string> ReadAsync(int count)
    {
        List<string> bodies = [];
        while (bodies.Count < count)
        {
            RawFrame frame = await Client.ReadAsync();
            if (frame.Id != MethodId.BasicAck)
            {
                bodies.Add((await Client.ReadContentAsync(frame)).Text);
            }
        }

        return string.Join(' ', bodies);
    }
}
