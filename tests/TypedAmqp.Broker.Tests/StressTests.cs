using System.Collections.Concurrent;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Many at once, some of them rude: nothing is lost, nothing comes twice without saying so, and order holds.</summary>
public sealed class StressTests : BrokerTest
{
    private const int Publishers = 4;
    private const int Consumers = 4;
    private const int Messages = 3000;

    [Fact]
    public async Task Confirmed_messages_are_settled_once_each_whatever_consumers_do()
    {
        await Client.DeclareAsync("q");
        ConcurrentDictionary<string, int> settled = new();
        using CancellationTokenSource done = new();
        Task[] consumers = [.. Enumerable.Range(0, Consumers).Select(number => Task.Run(() => ConsumeAsync(number, settled, done)))];
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(number => Task.Run(() => PublishAsync(number))));
        await Task.WhenAll(consumers).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(Publishers * Messages, settled.Count);
        Assert.All(settled, static pair => Assert.Equal(1, pair.Value));
        await Broker.IdleAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
        Assert.Equal(0, Broker.VirtualHosts["/"].FindQueue("q")!.UnackedCount);
    }

    [Fact]
    public async Task One_publisher_and_one_consumer_keep_the_order_through_every_size_and_pause()
    {
        await Client.DeclareAsync("q");
        await using RawClient consumer = await OpenAsync();
        await consumer.ConsumeAsync("q", noAck: true);
        Task publishing = Task.Run(async () =>
        {
            Random random = new(7);
            for (int i = 0; i < Messages; i++)
            {
                byte[] body = new byte[4 + random.Next(random.Next(10) == 0 ? 200_000 : 2000)];
                BitConverter.TryWriteBytes(body, i);
                Client.Publish("q", body);
                if (random.Next(20) == 0)
                {
                    await Client.FlushAsync();
                }
            }

            await Client.FlushAsync();
        });
        for (int i = 0; i < Messages; i++)
        {
            Assert.Equal(i, BitConverter.ToInt32((await consumer.ReadDeliveryAsync()).Body));
        }

        await publishing;
        Assert.True(Broker.Resources.Memory.Octets <= MemoryStore.KeptChunk, "memory of messages that are gone is held");
    }

    private async Task PublishAsync(int number)
    {
        await using RawClient client = await OpenAsync();
        await client.SendAsync(1, new ConfirmSelect());
        await client.ExpectAsync(MethodId.ConfirmSelectOk);
        ulong confirmed = 0;
        for (int i = 0; i < Messages; i++)
        {
            client.Publish("q", Encoding.UTF8.GetBytes($"{number}:{i}"));
            if (i % 50 == 49)
            {
                await client.FlushAsync();
                while (confirmed < (ulong)i + 1)
                {
                    confirmed = (await client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag;
                }
            }
        }
    }

    private async Task ConsumeAsync(int number, ConcurrentDictionary<string, int> settled, CancellationTokenSource done)
    {
        Random random = new(number);
        while (!done.IsCancellationRequested)
        {
            await using RawClient client = await OpenAsync();
            await client.QosAsync((ushort)(1 + random.Next(30)));
            await client.ConsumeAsync("q");
            await ConsumeForAWhileAsync(client, random, settled, done);
        }
    }

    private static async Task ConsumeForAWhileAsync(
        RawClient client, Random random, ConcurrentDictionary<string, int> settled, CancellationTokenSource done)
    {
        for (int life = 100 + random.Next(400); life > 0 && !done.IsCancellationRequested; life--)
        {
            if (await client.TryReadDeliveryAsync(TimeSpan.FromMilliseconds(100)) is not { } message)
            {
                // Perhaps everything is done; perhaps another one holds the rest.
                continue;
            }

            if (random.Next(4) == 0)
            {
                await client.SendAsync(1, new BasicNack { DeliveryTag = message.Tag, Requeue = true });
                continue;
            }

            settled.AddOrUpdate(message.Text, 1, static (_, count) => count + 1);
            await client.AckAsync(message.Tag);
            if (settled.Count == Publishers * Messages)
            {
                await done.CancelAsync();
            }
        }

        // An ack may still be on its way: those who leave politely are heard to the end.
        await client.SendAsync(0, new ConnectionClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
    }
}
