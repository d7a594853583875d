namespace TypedAmqp.Benchmarks.Clients;

/// <summary>Our client.</summary>
internal sealed class TypedAmqpLoad : ILoad
{
    private readonly AmqpConnection _producer;
    private readonly AmqpConnection _consumer;
    private readonly AmqpChannel _channel;
    private readonly PublishTemplate _template = new("", routingKey: ClientCase.Queue, mandatory: false);
    private readonly byte[] _body;
    private readonly ValueTask<PublishResult>[] _unconfirmed;

    private TypedAmqpLoad(AmqpConnection producer, AmqpConnection consumer, AmqpChannel channel, ClientCase load)
    {
        _producer = producer;
        _consumer = consumer;
        _channel = channel;
        _body = new byte[load.Size];
        _unconfirmed = new ValueTask<PublishResult>[load.Confirmed ? ClientCase.Window : 1];
    }

    public static async Task<ILoad> ConnectAsync(ClientCase load, string uri, Arrivals arrivals)
    {
        AmqpConnection producer = await AmqpConnection.ConnectAsync(uri);
        AmqpConnection consumer = await AmqpConnection.ConnectAsync(uri);
        AmqpChannel channel = await producer.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = load.Confirmed });
        await channel.DeleteQueueAsync(ClientCase.Queue);
        await channel.DeclareQueueAsync(ClientCase.Queue, durable: false);
        AmqpChannel receiving = await consumer.OpenChannelAsync();
        await receiving.ConsumeAsync(
            ClientCase.Queue, new Counter(arrivals, load.Confirmed), new ConsumeOptions { NoAck = !load.Confirmed, Prefetch = ClientCase.Window });
        return new TypedAmqpLoad(producer, consumer, channel, load);
    }

    public async Task PublishAsync(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            if (i >= _unconfirmed.Length)
            {
                await _unconfirmed[i % _unconfirmed.Length];
            }

            _unconfirmed[i % _unconfirmed.Length] = _channel.TryPublishAsync(_template, _body);
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

    private sealed class Counter(Arrivals arrivals, bool acknowledge) : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            arrivals.Add();
            return acknowledge ? message.Delivery.AckAsync() : ValueTask.CompletedTask;
        }
    }
}
