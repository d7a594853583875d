using System.Threading.Channels;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

/// <summary>Bodies that a handler takes, to use them later.</summary>
public class TakenBodyTests
{
    [Fact]
    public async Task ATakenBodyStaysWhileOthersCome()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: false);
        Channel<MessageBody> taken = Channel.CreateUnbounded<MessageBody>();
        int count = 0;
        await channel.ConsumeAsync("q", new RecordingHandler((message, _) =>
        {
            if (count++ % 100 == 0)
            {
                taken.Writer.TryWrite(message.TakeBody());
            }

            return message.Delivery.AckAsync();
        }));
        for (int number = 0; number < 1000; number++)
        {
            byte[] body = new byte[500];
            body.AsSpan().Fill((byte)(number / 100));
            await channel.TryPublishAsync("", "q", body);
        }

        for (byte hundred = 0; hundred < 10; hundred++)
        {
            MessageBody body = await taken.Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
            Assert.Equal(500, body.Memory.Length);
            Assert.True(body.Memory.Span.IndexOfAnyExcept(hundred) < 0);
            body.Dispose();
            body.Dispose();
            Assert.Throws<ObjectDisposedException>(() => body.Memory);
        }
    }
}
