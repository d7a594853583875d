using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Manifests.Tests;

/// <summary>
/// A replacement whose process ends after any of its steps is run again: every message is in the new queue, and nothing else is left.
/// </summary>
public sealed class InterruptedReplacementTests
{
    private static readonly string[] Sent = ["first", "second"];

    [Fact]
    public async Task It_goes_on_where_it_ended()
    {
        await using ManagedBroker managed = await ManagedBroker.StartOursAsync("interrupted");
        using ManagementApi broker = managed.Connect();
        await broker.SendAsync(BrokerRequests.Declare(managed.Host, new ExchangeDescriptor("orders", "topic")));
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(managed.Amqp);
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions());
        int steps = 0;
        while (await IsInterruptedAsync(managed, broker, connection, channel, steps))
        {
            steps++;
        }

        Assert.InRange(steps, 30, 200);
    }

    private static async Task<bool> IsInterruptedAsync(
        ManagedBroker managed, ManagementApi broker, AmqpConnection connection, AmqpChannel channel, int steps)
    {
        // From one kind to the other, by turns.
        QueueDescriptor classic = new("billing");
        QueueDescriptor quorum = new("billing") { Type = QueueType.Quorum, Arguments = [new("x-queue-type", "quorum")] };
        (QueueDescriptor before, QueueDescriptor wanted) = steps % 2 == 0 ? (classic, quorum) : (quorum, classic);
        await broker.SendAsync(BrokerRequests.Declare(managed.Host, before));
        await channel.BindQueueAsync("billing", "orders", "order.#");
        foreach (string message in Sent)
        {
            await channel.PublishAsync("orders", "order." + message, Encoding.UTF8.GetBytes(message));
        }

        Interruption interruption = new(steps);
        try
        {
            using ManagementApi ending = new(managed.Management, managed.Host, interruption.Handler);
            await using AmqpConnection ended = await AmqpConnection.ConnectAsync(
                AmqpConnectionOptions.Parse(
                    managed.Amqp) with { Transport = interruption.TransportTo(managed.Amqp), CloseTimeout = TimeSpan.FromMilliseconds(1) });
            await new QueueReplacement(ending, ended, TimeSpan.Zero).RunAsync(wanted);
        }
        catch (Exception fault) when (fault is AmqpException or InvalidDataException or IOException)
        {
            Assert.True(interruption.Happened, fault.ToString());
        }

        // What is published meanwhile arrives as well.
        await channel.PublishAsync("orders", "order.meanwhile", "meanwhile"u8.ToArray());
        await new QueueReplacement(broker, connection, TimeSpan.Zero).RunAsync(wanted);

        BrokerTopology there = await broker.ReadAsync();
        Assert.Empty(EntityDifferences.Between(wanted, Assert.Single(there.Queues)));
        Assert.Equal("orders", Assert.Single(there.Exchanges).Name);
        Assert.Equal("order.#", Assert.Single(there.Bindings).RoutingKey);
        HashSet<string> arrived = [];
        while (await channel.GetAsync("billing", noAck: true) is GetResult got)
        {
            string text = Encoding.UTF8.GetString(got.Message.BodyCopy());
            Assert.Equal("order." + text, Encoding.UTF8.GetString(got.Message.RoutingKeyOctets));
            arrived.Add(text);
        }

        Assert.Equal(["first", "meanwhile", "second"], arrived.Order(StringComparer.Ordinal));
        await channel.DeleteQueueAsync("billing");
        return interruption.Happened;
    }
}
