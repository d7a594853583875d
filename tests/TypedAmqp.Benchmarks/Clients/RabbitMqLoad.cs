using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TypedAmqp.Benchmarks.Clients;

/// <summary>RabbitMQ's own client for .NET.</summary>
internal sealed class RabbitMqLoad : ILoad
{
    private readonly IConnection _producer;
    private readonly IConnection _consumer;
    private readonly IChannel _channel;
    private readonly BasicProperties _properties = new();
    private readonly byte[] _body;
    private readonly ValueTask[] _unconfirmed;

    private RabbitMqLoad(IConnection producer, IConnection consumer, IChannel channel, ClientCase load)
    {
        _producer = producer;
        _consumer = consumer;
        _channel = channel;
        _body = new byte[load.Size];
        _unconfirmed = new ValueTask[load.Confirmed ? ClientCase.Window : 1];
    }

    public static async Task<ILoad> ConnectAsync(ClientCase load, string uri, Arrivals arrivals)
    {
        ConnectionFactory factory = new() { Uri = new Uri(uri) };
        IConnection producer = await factory.CreateConnectionAsync();
        IConnection consumer = await factory.CreateConnectionAsync();

        // Its own limit of outstanding confirms would be half as large.
        IChannel channel = await producer.CreateChannelAsync(
            new CreateChannelOptions(load.Confirmed, load.Confirmed, outstandingPublisherConfirmationsRateLimiter: null));
        await channel.QueueDeleteAsync(ClientCase.Queue);
        await channel.QueueDeclareAsync(ClientCase.Queue, durable: false, exclusive: false, autoDelete: false);
        IChannel receiving = await consumer.CreateChannelAsync();
        await receiving.BasicQosAsync(0, ClientCase.Window, global: false);
        AsyncEventingBasicConsumer events = new(receiving);
        events.ReceivedAsync += (_, delivery) =>
        {
            arrivals.Add();
            return load.Confirmed ? receiving.BasicAckAsync(delivery.DeliveryTag, multiple: false).AsTask() : Task.CompletedTask;
        };
        await receiving.BasicConsumeAsync(ClientCase.Queue, autoAck: !load.Confirmed, events);
        return new RabbitMqLoad(producer, consumer, channel, load);
    }

    public async Task PublishAsync(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            if (i >= _unconfirmed.Length)
            {
                await _unconfirmed[i % _unconfirmed.Length];
            }

            _unconfirmed[i % _unconfirmed.Length] = _channel.BasicPublishAsync("", ClientCase.Queue, mandatory: false, _properties, _body);
        }

        for (int i = 0; i < Math.Min(messages, _unconfirmed.Length); i++)
        {
            await _unconfirmed[i];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
    }
}
