using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>RabbitMQ's own client for .NET, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class RabbitMqClientTests(Brokers brokers) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Publishes_are_tracked_one_by_one(BrokerKind kind)
    {
        await using IConnection connection = await ConnectAsync(kind);
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), _deadline.Token);
        Dictionary<string, object?> arguments = new() { ["x-max-length"] = 2, ["x-overflow"] = "reject-publish" };
        string queue = (await channel.QueueDeclareAsync(arguments: arguments, cancellationToken: _deadline.Token)).QueueName;
        List<string> outcomes = [];
        foreach (string key in (string[])[queue, queue, queue, "client-is-nowhere"])
        {
            try
            {
                await channel.BasicPublishAsync(
                    "", key, mandatory: true, new BasicProperties { Persistent = true }, "x"u8.ToArray(), _deadline.Token);
                outcomes.Add("confirmed");
            }
            catch (RabbitMQ.Client.Exceptions.PublishException exception)
            {
                outcomes.Add(exception.IsReturn ? "returned" : "rejected");
            }
        }

        Assert.Equal(["confirmed", "confirmed", "rejected", "returned"], outcomes);
        Assert.Equal(2u, await channel.MessageCountAsync(queue, _deadline.Token));
        Assert.Equal(2u, await channel.QueuePurgeAsync(queue, _deadline.Token));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Work_is_shared_answered_and_given_back(BrokerKind kind)
    {
        await using IConnection connection = await ConnectAsync(kind);
        await using IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(true, true, consumerDispatchConcurrency: 4), _deadline.Token);
        await channel.ExchangeDeclareAsync("client.in", "headers", durable: false, autoDelete: true, cancellationToken: _deadline.Token);
        await channel.ExchangeDeclareAsync("client.out", "fanout", durable: false, autoDelete: true, cancellationToken: _deadline.Token);
        await channel.ExchangeBindAsync(
            "client.out",
            "client.in",
            "",
            new Dictionary<string, object?> { ["x-match"] = "all", ["go"] = true },
            cancellationToken: _deadline.Token);
        string queue = (await channel.QueueDeclareAsync(cancellationToken: _deadline.Token)).QueueName;
        await channel.QueueBindAsync(queue, "client.out", "", cancellationToken: _deadline.Token);
        await channel.BasicQosAsync(0, 3, global: false, _deadline.Token);
        Channel<string> handled = Channel.CreateUnbounded<string>();
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            string body = Encoding.UTF8.GetString(delivery.Body.Span);
            if (body == "3" && !delivery.Redelivered)
            {
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
                return;
            }

            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            handled.Writer.TryWrite($"{body} {delivery.Redelivered}");
        };
        string tag = await channel.BasicConsumeAsync(queue, autoAck: false, consumer, _deadline.Token);

        BasicProperties go = new() { Headers = new Dictionary<string, object?> { ["go"] = true, ["note"] = "ä" } };
        BasicProperties stay = new() { Headers = new Dictionary<string, object?> { ["go"] = false } };
        await Task.WhenAll(Enumerable.Range(0, 10).Select(
            number => channel.BasicPublishAsync(
                "client.in", "", mandatory: false, number % 5 == 4 ? stay : go, Encoding.UTF8.GetBytes($"{number}"), _deadline.Token).AsTask()));

        List<string> seen = [];
        while (seen.Count < 8)
        {
            seen.Add(await handled.Reader.ReadAsync(_deadline.Token));
        }

        Assert.Equal(["0 False", "1 False", "2 False", "3 True", "5 False", "6 False", "7 False", "8 False"], seen.Order(StringComparer.Ordinal));
        await channel.BasicCancelAsync(tag, cancellationToken: _deadline.Token);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task What_it_may_not_do_it_hears_in_the_same_words(BrokerKind kind)
    {
        await using IConnection connection = await ConnectAsync(kind);
        List<string> said = [];
        foreach (Func<IChannel, Task> refused in (Func<IChannel, Task>[])[
            channel => channel.QueueDeclarePassiveAsync("client-is-nowhere", _deadline.Token),
            channel => channel.ExchangeDeclareAsync("amq.direct", "fanout", durable: true, autoDelete: false, cancellationToken: _deadline.Token),
            channel => channel.QueueDeclareAsync("amq.own", cancellationToken: _deadline.Token),
            channel => channel.BasicConsumeAsync("client-is-nowhere", autoAck: true, new AsyncEventingBasicConsumer(channel), _deadline.Token)])
        {
            await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: _deadline.Token);
            OperationInterruptedException exception = await Assert.ThrowsAsync<OperationInterruptedException>(() => refused(channel));
            said.Add($"{exception.ShutdownReason!.ReplyCode} {exception.ShutdownReason.ReplyText}");
        }

        Assert.Equal(
            [
                "404 NOT_FOUND - no queue 'client-is-nowhere' in vhost '/'",
                "406 PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.direct' in vhost '/': received 'fanout' but current is 'direct'",
                "403 ACCESS_REFUSED - queue name 'amq.own' contains reserved prefix 'amq.*'",
                "404 NOT_FOUND - no queue 'client-is-nowhere' in vhost '/'",
            ],
            said);
        Assert.True(connection.IsOpen);
    }

    public void Dispose() => _deadline.Dispose();

    private async Task<IConnection> ConnectAsync(BrokerKind kind)
    {
        ConnectionFactory factory = new() { Uri = new Uri((await brokers.StartedAsync(kind)).UriFor()) };
        return await factory.CreateConnectionAsync(_deadline.Token);
    }
}
