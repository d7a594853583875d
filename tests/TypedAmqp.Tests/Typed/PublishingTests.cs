using System.Text;

namespace TypedAmqp.Tests.Typed;

/// <summary>Publishing contracts: keys from messages, outcomes, many at once.</summary>
public sealed class PublishingTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task KeyAndPropertiesAreThoseDeclared()
    {
        await using World world = await World.StartAsync(Topology);
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Odd, "täsk", 42), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        ReceivedMessage message = (await channel.GetAsync("work", noAck: true, world.Deadline))!.Message;
        Assert.Equal("work.odd-one.täsk.42", message.RoutingKey);
        Assert.Equal("work", message.Exchange);
        Assert.Equal("task", message.Properties.Type.ToString());
        Assert.Equal("application/json", message.Properties.ContentType.ToString());
        Assert.Equal(Protocol.DeliveryMode.Persistent, message.Properties.DeliveryMode);
        Assert.Equal("""{"kind":1,"name":"t\u00E4sk","number":42}""", Encoding.UTF8.GetString(message.Body));
    }

    [Theory]
    [InlineData("a.b", "Name is 'a.b'")]
    [InlineData("*", "Name is '*'")]
    [InlineData("x#", "Name is 'x#'")]
    [InlineData("", "Name is empty")]
    [InlineData(null, "Name is empty")]
    public async Task AValueThatIsNoWordIsRefusedByName(string? name, string reason)
    {
        await using World world = await World.StartAsync(Topology);
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            async () => await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, name!, 1), world.Deadline));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyThatIsTooLongOrHasNoWordIsRefused()
    {
        await using World world = await World.StartAsync(Topology);
        WorkExchange.Publisher publisher = world.Bus.WorkExchange();
        ArgumentException tooLong = await Assert.ThrowsAsync<ArgumentException>(
            async () => await publisher.PublishAsync(new WorkItem(Kind.Plain, new string('x', 250), 1), world.Deadline));
        Assert.Contains("255 octets", tooLong.Message, StringComparison.Ordinal);
        ArgumentException noWord = await Assert.ThrowsAsync<ArgumentException>(
            async () => await publisher.PublishAsync(new WorkItem((Kind)77, "x", 1), world.Deadline));
        Assert.Contains("Kind is 77", noWord.Message, StringComparison.Ordinal);
        Assert.True((await publisher.TryPublishAsync(new WorkItem(Kind.Plain, new string('x', 200), 1), world.Deadline)).IsSuccess);
    }

    [Fact]
    public async Task AMessageThatCannotBeWrittenIsNotPublished()
    {
        await using World world = await World.StartAsync(Topology);
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await world.Bus.WorkExchange().PublishAsync(new Unserializable("x"), world.Deadline));
        await world.Bus.WorkExchange().PublishAsync(new Note("after it"), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task ManyAreConfirmedTogether()
    {
        await using World world = await World.StartAsync(Topology);
        Note[] notes = [.. Enumerable.Range(0, 3000).Select(static number => new Note($"{number}"))];
        await world.Bus.WorkExchange().PublishAsync(notes, world.Deadline);
        WorkHandler handler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        foreach (Note note in notes)
        {
            Assert.Equal(note, await handler.Recorder.NextAsync<Note>(world.Deadline));
        }
    }

    [Fact]
    public async Task OfManyTheReturnedOnesAreKnown()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.UnbindQueueAsync("work", "work", "work.#", null, world.Deadline);
        WorkItem[] items = [new(Kind.Plain, "a", 1), new(Kind.Plain, "b", 2)];
        PublishResult[] results = await world.Bus.WorkExchange().TryPublishAsync(items, world.Deadline);
        Assert.All(results, static result => Assert.Equal(PublishOutcome.Returned, result.Outcome));
        PublishException many = await Assert.ThrowsAsync<PublishException>(() => world.Bus.WorkExchange().PublishAsync(items, world.Deadline));
        Assert.StartsWith(
            "Of 2 messages 2 failed. The first of them, at index 0, to exchange 'work', was returned: 312", many.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1], many.Failures.Select(static failure => failure.Index));
        Assert.All(many.Failures, static failure => Assert.Equal(PublishOutcome.Returned, failure.Result.Outcome));
        PublishException one = await Assert.ThrowsAsync<PublishException>(
            async () => await world.Bus.WorkExchange().PublishAsync(items[1], world.Deadline));
        Assert.Equal(("work", "work.plain.b.2", PublishOutcome.Returned), (one.Exchange, one.RoutingKey, one.Result.Outcome));
    }

    [Fact]
    public async Task ASequenceIsPublishedAsItComes()
    {
        await using World world = await World.StartAsync(Topology, static options => options with { PublishWindow = 7 });
        await world.Bus.WorkExchange().PublishAsync(NotesAsync(100), world.Deadline);
        int confirmed = 0;
        await foreach (PublishResult result in world.Bus.WorkExchange().TryPublishAsync(NotesAsync(100), world.Deadline))
        {
            confirmed += result.Outcome == PublishOutcome.Confirmed ? 1 : 0;
        }

        Assert.Equal(100, confirmed);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(200u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task ASequenceEndsWithTheFirstThatFails()
    {
        await using World world = await World.StartAsync(Topology, static options => options with { PublishWindow = 2 });
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.UnbindQueueAsync("work", "work", "work.#", null, world.Deadline);
        bool isLeft = false;
        PublishException failed = await Assert.ThrowsAsync<PublishException>(
            () => world.Bus.WorkExchange().PublishAsync(ItemsAsync(), world.Deadline));

        Assert.StartsWith("The message at index 0 of the sequence, to exchange 'work', was returned: 312", failed.Message, StringComparison.Ordinal);
        Assert.Equal((0, PublishOutcome.Returned), (Assert.Single(failed.Failures).Index, failed.Result.Outcome));
        Assert.True(isLeft);

        async IAsyncEnumerable<WorkItem> ItemsAsync()
        {
            try
            {
                for (int number = 0; ; number++)
                {
                    await Task.Yield();
                    yield return new WorkItem(Kind.Plain, "a", number);
                }
            }
            finally
            {
                isLeft = true;
            }
        }
    }

    [Fact]
    public async Task ACancelledBatchOrSequenceLeavesTheNextPublishesAlone()
    {
        await using World world = await World.StartAsync(Topology, static options => options with { PublishWindow = 5 });
        WorkExchange.Publisher publisher = world.Bus.WorkExchange();
        using CancellationTokenSource enough = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => publisher.PublishAsync(NotesAsync(int.MaxValue, enough, cancelAt: 50), enough.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publisher.PublishAsync([new Note("a"), new Note("b")], enough.Token));
        await publisher.PublishAsync(new Note("next"), world.Deadline);
        Assert.All(await publisher.TryPublishAsync([new Note("a"), new Note("b")], world.Deadline), static result => Assert.True(result.IsSuccess));
    }

    [Fact]
    public async Task ATokenGivenToTheEnumerationEndsThePublishesToo()
    {
        await using World world = await World.StartAsync(Topology);
        using CancellationTokenSource enough = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (PublishResult result in world.Bus.WorkExchange().TryPublishAsync(NotesAsync(int.MaxValue)).WithCancellation(enough.Token))
            {
                Assert.True(result.IsSuccess);
                await enough.CancelAsync();
            }
        });
        await world.Bus.WorkExchange().PublishAsync(new Note("next"), world.Deadline);
    }

    private static async IAsyncEnumerable<Note> NotesAsync(int count, CancellationTokenSource? cancelled = null, int cancelAt = -1)
    {
        for (int number = 0; number < count; number++)
        {
            if (number % 2 == 0)
            {
                await Task.Yield();
            }

            if (number == cancelAt)
            {
                await cancelled!.CancelAsync();
            }

            yield return new Note($"{number}");
        }
    }

    [Fact]
    public async Task AChannelThatTheBrokerClosedIsReplaced()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeleteExchangeAsync("work", cancellationToken: world.Deadline);
        PublishResult result = await world.Bus.WorkExchange().TryPublishAsync(new Note("1"), world.Deadline);
        Assert.Equal((PublishOutcome.Unknown, Protocol.ReplyCode.NotFound), (result.Outcome, result.ReplyCode));
        await world.Bus.Texts().PublishAsync("another channel", world.Deadline);
    }

    [Fact]
    public async Task RawContractsAreTheirOctets()
    {
        await using World world = await World.StartAsync(Topology);
        byte[] octets = [.. Enumerable.Range(0, 300_000).Select(static number => (byte)number)];
        await world.Bus.Blobs().PublishAsync(new Octets(octets), world.Deadline);
        BlobsHandler handler = new();
        await using ConsumerSubscription blobs = await world.Bus.ConsumeAsync(handler, world.Deadline);
        Assert.Equal(octets, (await handler.Recorder.NextAsync<Octets>(world.Deadline)).Body.ToArray());
    }

    [Fact]
    public async Task WithoutConfirmsPublishingAllocatesNothing()
    {
        await using World world = await World.StartAsync(Topology, static options => options with { PublisherConfirms = false });
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.UnbindQueueAsync("work", "work", "work.#", null, world.Deadline);
        WorkExchange.Publisher publisher = world.Bus.WorkExchange();
        WorkItem item = new(Kind.Plain, "name", 5);
        await publisher.PublishAsync(item, world.Deadline);

        // The least of several rounds: the compiler may put its own work into one of them, and in another the output may have to wait.
        long least = long.MaxValue;
        for (int round = 0; round < 50 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Task? waiting = Publish(world.Bus, item, times: 100);
            if (waiting is null)
            {
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            else
            {
                await waiting;
            }
        }

        Assert.Equal(0, least);
    }

    /// <returns>The publish that did not complete at once, if one did not.</returns>
    private static Task? Publish(AmqpBus bus, WorkItem item, int times)
    {
        for (int number = 0; number < times; number++)
        {
            ValueTask publish = bus.WorkExchange().PublishAsync(item);
            if (!publish.IsCompletedSuccessfully)
            {
                return publish.AsTask();
            }
        }

        return null;
    }

    private sealed class BlobsHandler : Blobs.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Octets message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }
}
