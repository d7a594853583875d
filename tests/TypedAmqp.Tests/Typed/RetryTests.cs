using System.Buffers;
using System.Text;
using System.Threading.Channels;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Messages whose handler throws: they wait in the broker and come back, a declared number of times.</summary>
public sealed class RetryTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task AMessageIsTriedAgainUntilItIsHandled()
    {
        await using World world = await World.StartAsync(Topology);
        Handler handler = new(succeedsAt: 3);
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("again"), world.Deadline);
        Assert.Equal(1, await handler.NextAsync(world));
        Assert.Equal(2, await handler.NextAsync(world));
        Assert.Equal(3, await handler.NextAsync(world));
        for (int failed = 1; failed < 3; failed++)
        {
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.Equal((DeliveryOutcome.Retried, "note.v3", "note.again"), (failure.Outcome, failure.MessageType, failure.RoutingKey));
        }

        await retried.DisposeAsync();
        Assert.Equal((1, 2), (retried.Handled, retried.Failed));
        Assert.False(world.Failures.Reader.TryPeek(out _));
        Assert.Equal("0 0 0 0", await CountsAsync(world, "retried", "retried.retry.20ms", "retried.retry.40ms", "retried.parked"));
    }

    [Fact]
    public async Task ACopyHasTheOctetsOfTheMessage()
    {
        await using World world = await World.StartAsync(Topology);
        OctetsHandler handler = new();
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, world.Deadline);
        ArrayBufferWriter<byte> frames = new();
        FrameWriter.WriteMethod(frames, 0, new BasicPublish { Exchange = "again", RoutingKey = "note.again" });
        BasicProperties properties = new()
        {
            Type = "note.v3",
            CorrelationId = "=corr=",
            Expiration = "60000",
            Timestamp = DateTimeOffset.UnixEpoch.AddDays(9),
            Headers =
                new FieldTable { ["text"] = "=text=", ["octets"] = new byte[] { 1 }, ["list"] = new object[] { 1, "=deep=" }, ["nothing"] = null },
        };
        FrameWriter.WriteHeader(frames, 0, 0, properties);
        byte[] octets = frames.WrittenSpan.ToArray();

        // What is no UTF-8 cannot be said in properties of this program.
        octets.AsSpan().Replace((byte)'=', (byte)0xFF);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.TryPublishAsync(new PublishTemplate(octets, hasConstantKey: true), "{}"u8.ToArray(), world.Deadline);

        string first = await handler.Recorder.NextAsync<string>(world.Deadline);
        string second = await handler.Recorder.NextAsync<string>(world.Deadline);
        Assert.Contains("FF636F7272FF", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task AfterTheLastAttemptItIsParked()
    {
        await using World world = await World.StartAsync(Topology);
        Handler handler = new(succeedsAt: int.MaxValue);
        ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("never"), world.Deadline);
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            Assert.Equal(attempt, await handler.NextAsync(world));
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.Equal((attempt < 4 ? DeliveryOutcome.Retried : DeliveryOutcome.Parked, attempt), (failure.Outcome, failure.Attempt));
            Assert.Equal(attempt < 4 ? $"Retried, after attempt {attempt} of 4" : "Parked in 'retried.parked' after 4 attempts", failure.OutcomeText);
        }

        await retried.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        GetResult parked = (await channel.GetAsync("retried.parked", noAck: true, world.Deadline))!;
        Assert.Equal("""{"text":"never"}""", Encoding.UTF8.GetString(parked.Message.Body));
        Assert.Equal(4L, parked.Message.Properties.Headers.ToFieldTable()["retry-attempt"]);
        Assert.Equal("note.v3", parked.Message.Properties.Type.ToString());
    }

    [Fact]
    public async Task ADeadLetterKeepsTheKeyThatItWasPublishedWith()
    {
        await using World world = await World.StartAsync(Topology);
        QuorumHandler handler = new();
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.Again().PublishAsync(new WorkItem(Kind.Odd, "x", 1), world.Deadline);
        Assert.Equal(DeliveryOutcome.Retried, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        ConsumeFailure last = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.Equal((DeliveryOutcome.Parked, "Parked through exchange 'dead' after 2 attempts"), (last.Outcome, last.OutcomeText));
        await retried.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        GetResult dead = (await channel.GetAsync("dead", noAck: true, world.Deadline))!;
        Assert.Equal("work.odd-one.x", dead.Message.RoutingKey);
    }

    [Fact]
    public async Task AHandlerThatSettlesByItselfAsksForTheNextAttempt()
    {
        await using World world = await World.StartAsync(Topology);
        Asking handler = new();
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(
            handler, new SubscriptionOptions { AckMode = AckMode.Manual }, world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("again"), world.Deadline);
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            Assert.Equal(attempt, (await handler.Seen.Reader.ReadAsync(world.Deadline)).Attempt);
        }

        await retried.DisposeAsync();
        Assert.Equal((4, 0), (retried.Handled, retried.Failed));
        Assert.Equal("0 1", await CountsAsync(world, "retried", "retried.parked"));

        // Later it has no octets any more that could be copied.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await handler.Last.RetryAsync());
        await default(Delivery).RetryAsync();
    }

    [Fact]
    public async Task WhereTheSubscriptionSettlesAHandlerThrows()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(new Asking(), world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("again"), world.Deadline);
        ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.Contains("set AckMode = AckMode.Manual", Assert.IsType<InvalidOperationException>(failure.Exception).Message);
        Assert.Equal(DeliveryOutcome.Retried, failure.Outcome);
    }

    [Fact]
    public async Task WhatCannotBeReadIsNotTriedAgain()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(new Handler(succeedsAt: 1), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.PublishAsync("", "retried", "{"u8.ToArray(), new BasicProperties { Type = "note.v3" }, cancellationToken: world.Deadline);
        ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.IsType<UndecodableMessageException>(failure.Exception);
        Assert.Equal((DeliveryOutcome.Rejected, "Rejected, and dead-lettered in 'retried.parked'"), (failure.Outcome, failure.OutcomeText));
        await retried.DisposeAsync();
        Assert.Equal("1", await CountsAsync(world, "retried.parked"));
    }

    [Fact]
    public async Task WithNowhereToWaitItIsRejected()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeleteQueueAsync("retried.retry.20ms", cancellationToken: world.Deadline);
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(new Handler(succeedsAt: int.MaxValue), world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("lost?"), world.Deadline);
        Assert.Equal(DeliveryOutcome.Rejected, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        await retried.DisposeAsync();
        Assert.Equal("1", await CountsAsync(world, "retried.parked"));
    }

    [Fact]
    public async Task PropertiesAndHeadersComeBack()
    {
        await using World world = await World.StartAsync(Topology);
        RawHandler handler = new();
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        BasicProperties properties = new()
        {
            Type = "note.v3",
            ContentType = "application/json",
            ContentEncoding = "identity",
            CorrelationId = "c",
            ReplyTo = "r",
            MessageId = "m",
            AppId = "a",
            Priority = 7,
            DeliveryMode = DeliveryMode.Persistent,
            Timestamp = DateTimeOffset.UnixEpoch,
            Expiration = "60000",
            Headers = new FieldTable { ["mine"] = "kept" },
        };
        await channel.PublishAsync("again", "note.again", "{}"u8.ToArray(), properties, cancellationToken: world.Deadline);
        Assert.Equal(
            "1 note.v3 application/json identity c r m a 7 Persistent 1970-01-01 60000 mine=kept",
            await handler.Recorder.NextAsync<string>(world.Deadline));
        string again = await handler.Recorder.NextAsync<string>(world.Deadline);
        Assert.StartsWith(
            "2 note.v3 application/json identity c r m a 7 Persistent 1970-01-01  mine=kept,retry-attempt=2,", again, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDescriptorSaysIt()
    {
        RetryDescriptor retry = RetriedQueue.Descriptor.Retry!;
        Assert.Equal(("retried.retry", 4), (retry.Exchange, retry.Attempts));
        Assert.Equal([20, 40, 40], retry.Delays.Select(static delay => delay.TotalMilliseconds));
        Assert.Null(WorkQueue.Descriptor.Retry);
    }

    private static async Task<string> CountsAsync(World world, params string[] queues)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        List<uint> counts = [];
        foreach (string queue in queues)
        {
            counts.Add((await channel.InspectQueueAsync(queue, world.Deadline)).MessageCount);
        }

        return string.Join(' ', counts);
    }

    private sealed class Handler(int succeedsAt) : RetriedQueue.IConsumer
    {
        private readonly Recorder _recorder = new();

        public Task<int> NextAsync(World world) => _recorder.NextAsync<int>(world.Deadline);

        public async ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            await Task.Yield();
            _recorder.Add(delivery.Attempt);
            if (delivery.Attempt < succeedsAt)
            {
                throw new InvalidOperationException("not yet");
            }
        }
    }

    private sealed class QuorumHandler : RetriedQuorumQueue.IConsumer
    {
        public ValueTask HandleAsync(WorkItem message, Delivery delivery, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no");
    }

    private sealed class Asking : RetriedQueue.IConsumer
    {
        public Channel<Delivery> Seen { get; } = Channel.CreateUnbounded<Delivery>();

        public Delivery Last { get; private set; }

        public async ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            Last = delivery;
            Seen.Writer.TryWrite(delivery);
            await delivery.RetryAsync();
        }
    }

    private sealed class OctetsHandler : IConsumer<RetriedQueue>
    {
        public Recorder Recorder { get; } = new();

        public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            BasicPropertiesView it = message.Properties;
            Recorder.Add(
                $"{it.Flags & ~BasicPropertyFlags.Expiration} {Convert.ToHexString(it.CorrelationId.Octets)} {it.Timestamp:O} {Fields(it.Headers)}");
            return message.Delivery.Attempt == 1 ? throw new InvalidOperationException("once more") : ValueTask.CompletedTask;
        }

        // What retrying and dead-lettering add is left out. Brokers may sort the rest.
        private static string Fields(FieldTableView headers)
        {
            List<string> fields = [];
            foreach (FieldView field in headers)
            {
                string name = field.Name.ToString();
                if (name != "retry-attempt" && !name.StartsWith("x-", StringComparison.Ordinal))
                {
                    fields.Add($"{name} {field.Value.Type} {Convert.ToHexString(field.Value.Octets)}");
                }
            }

            return string.Join(", ", fields.Order(StringComparer.Ordinal));
        }
    }

    private sealed class RawHandler : IConsumer<RetriedQueue>
    {
        public Recorder Recorder { get; } = new();

        public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            BasicPropertiesView it = message.Properties;
            string headers = string.Join(',', it.Headers.ToFieldTable().Select(static header => $"{header.Key}={header.Value}"));
            Recorder.Add(
                $"{message.Delivery.Attempt} {it.Type.ToString()} {it.ContentType.ToString()} {it.ContentEncoding.ToString()} {it.CorrelationId.ToString()} {it.ReplyTo.ToString()} "
                + $"{it.MessageId.ToString()} {it.AppId.ToString()} {it.Priority} {it.DeliveryMode} {it.Timestamp:yyyy-MM-dd} {it.Expiration.ToString()} {headers}");
            return message.Delivery.Attempt == 1 ? throw new InvalidOperationException("once more") : ValueTask.CompletedTask;
        }
    }
}
