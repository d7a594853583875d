using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Replies of typed servers, octet by octet.</summary>
public sealed class RpcReplyTests
{
    [Fact]
    public async Task ACorrelationIdThatIsNoTextComesBackAsItWent()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Fibonacci(), cancellationToken: world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        QueueInfo queue = await channel.DeclareQueueAsync("", exclusive: true, cancellationToken: world.Deadline);
        Replies replies = new();
        await channel.ConsumeAsync(queue.Name, replies, new ConsumeOptions { NoAck = true }, world.Deadline);
        byte[] id = [0xFF, 0x00, 0xC3, 0x28];

        await channel.TryPublishAsync(Request(queue.Name, id), "7"u8.ToArray(), world.Deadline);

        Assert.Equal("FF00C328", await replies.Recorder.NextAsync<string>(world.Deadline));
    }

    /// <summary>A request as a program that writes octets sends it.</summary>
    private static PublishTemplate Request(string replyTo, byte[] id)
    {
        const string placeholder = "####";
        ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 0, new BasicPublish { Exchange = "", RoutingKey = "rpc_queue", Mandatory = true });
        FrameWriter.WriteHeader(octets, 0, 0, new BasicProperties { ReplyTo = replyTo, CorrelationId = placeholder });
        byte[] frames = octets.WrittenSpan.ToArray();
        id.CopyTo(frames.AsSpan(frames.AsSpan().IndexOf("####"u8)));
        return new PublishTemplate(frames, hasConstantKey: true);
    }

    private sealed class Fibonacci : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => Task.FromResult(13L);
    }

    private sealed class Replies : IMessageHandler
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            Recorder.Add(Convert.ToHexString(message.Properties.CorrelationId.Octets));
            return ValueTask.CompletedTask;
        }
    }
}
