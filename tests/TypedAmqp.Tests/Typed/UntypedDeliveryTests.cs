using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Messages of programs that know nothing of types: found by their keys, or rejected, and the consumer goes on.</summary>
public sealed class UntypedDeliveryTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task TheKeyTellsTheContract()
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await PublishAsync(world, "work.odd-one.x.7", """{"kind":1,"name":"x","number":7}""");
        await PublishAsync(world, "note.written", """{"text":"by hand"}""");
        Assert.Equal(new WorkItem(Kind.Odd, "x", 7), await handler.Recorder.NextAsync<WorkItem>(world.Deadline));
        Assert.Equal(new Note("by hand"), await handler.Recorder.NextAsync<Note>(world.Deadline));
    }

    [Fact]
    public async Task TheOnlyContractOfAQueueNeedsNoKey()
    {
        await using World world = await World.StartAsync(Topology);
        TextsHandler handler = new();
        await using ConsumerSubscription texts = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.PublishAsync("", "texts", "plain"u8.ToArray(), cancellationToken: world.Deadline);
        await channel.PublishAsync("", "texts", "typed"u8.ToArray(), new BasicProperties { Type = "whatever" }, cancellationToken: world.Deadline);
        Assert.Equal("plain", await handler.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal("typed", await handler.Recorder.NextAsync<string>(world.Deadline));
    }

    [Theory]
    [InlineData("unknown.key", null, "{}", "has no type")]
    [InlineData("work.plain.a.b.c", null, "{}", "has no type")]
    [InlineData("note.written", "no.such.type", "{}", "no.such.type")]
    [InlineData("note.written", "note", "{}", "'note'")]
    [InlineData("note.written", null, "{", "cannot be read as Note")]
    [InlineData("note.written", null, "null", "cannot be read as Note")]
    [InlineData("note.written", null, "{} {}", "cannot be read as Note")]
    [InlineData("note.written", "note.v3", "", "cannot be read as Note")]
    public async Task WhatIsNoContractIsRejectedAndReported(string key, string? type, string body, string reason)
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await PublishAsync(world, key, body, type);
        ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);

        Assert.IsType<UndecodableMessageException>(failure.Exception);
        Assert.Contains(reason, failure.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            ("work", "work", key, type ?? "", DeliveryOutcome.Rejected),
            (failure.Queue, failure.Exchange, failure.RoutingKey, failure.MessageType, failure.Outcome));

        // It goes on, and the rejected message is gone.
        await world.Bus.WorkExchange().PublishAsync(new Note("next"), world.Deadline);
        Assert.Equal(new Note("next"), await handler.Recorder.NextAsync<Note>(world.Deadline));
        Assert.Equal(1, work.Undecodable);
        await work.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task ARawConsumerGetsTheOctets()
    {
        await using World world = await World.StartAsync(Topology);
        RawHandler handler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await PublishAsync(world, "unknown.key", "anything");
        Assert.Equal("unknown.key: anything", await handler.Recorder.NextAsync<string>(world.Deadline));
    }

    private static async Task PublishAsync(World world, string key, string body, string? type = null)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        BasicProperties? properties = type is null ? null : new BasicProperties { Type = type };
        await channel.PublishAsync("work", key, Encoding.UTF8.GetBytes(body), properties, cancellationToken: world.Deadline);
    }

    private sealed class TextsHandler : Texts.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    private sealed class RawHandler : IConsumer<WorkQueue>
    {
        public Recorder Recorder { get; } = new();

        public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            Recorder.Add($"{message.RoutingKey}: {Encoding.UTF8.GetString(message.Body)}");
            return ValueTask.CompletedTask;
        }
    }
}
