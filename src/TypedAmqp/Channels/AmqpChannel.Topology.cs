using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <content>Exchanges, queues and bindings.</content>
public sealed partial class AmqpChannel
{
    /// <summary>Declares an exchange: <c>exchange.declare</c>. It is created unless it is there with equal properties.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type"><c>direct</c>, <c>fanout</c>, <c>topic</c>, <c>headers</c>, or a plugin's.</param>
    /// <param name="durable">Whether it outlives a restart of the broker.</param>
    /// <param name="autoDelete">Whether it is deleted with its last binding.</param>
    /// <param name="internal">Whether only other exchanges may publish to it.</param>
    /// <param name="arguments">Arguments such as <c>alternate-exchange</c>, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">
    /// The broker refused: 406 when it exists with other properties, 403 for a reserved name, 503 for an unknown type.
    /// </exception>
    public Task DeclareExchangeAsync(
        string name,
        string type,
        bool durable = true,
        bool autoDelete = false,
        bool @internal = false,
        FieldTable? arguments = null,
        CancellationToken cancellationToken = default) => Call(
        new ExchangeDeclare
        {
            Exchange = name,
            Type = type,
            Durable = durable,
            AutoDelete = autoDelete,
            Internal = @internal,
            Arguments = arguments,
        },
        MethodId.ExchangeDeclareOk,
        cancellationToken);

    /// <summary>Checks that an exchange exists: <c>exchange.declare</c>, passive.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpChannelClosedException">404: it does not exist. The channel is closed.</exception>
    public Task InspectExchangeAsync(string name, CancellationToken cancellationToken = default) =>
        Call(new ExchangeDeclare { Exchange = name, Passive = true }, MethodId.ExchangeDeclareOk, cancellationToken);

    /// <summary>Deletes an exchange: <c>exchange.delete</c>. One that does not exist is no error for RabbitMQ.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ifUnused">Whether it stays, with 406, when it has bindings.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The broker refused.</exception>
    public Task DeleteExchangeAsync(string name, bool ifUnused = false, CancellationToken cancellationToken = default) =>
        Call(new ExchangeDelete { Exchange = name, IfUnused = ifUnused }, MethodId.ExchangeDeleteOk, cancellationToken);

    /// <summary>Binds an exchange to another: <c>exchange.bind</c>, RabbitMQ's addition.</summary>
    /// <param name="destination">The exchange that messages go to.</param>
    /// <param name="source">The exchange that they come from.</param>
    /// <param name="routingKey">The binding key.</param>
    /// <param name="arguments">What a headers exchange compares, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The broker refused: 404 when one of them does not exist.</exception>
    public Task BindExchangeAsync(
        string destination, string source, string routingKey = "", FieldTable? arguments = null, CancellationToken cancellationToken = default) => Call(
        new ExchangeBind { Destination = destination, Source = source, RoutingKey = routingKey, Arguments = arguments },
        MethodId.ExchangeBindOk,
        cancellationToken);

    /// <summary>Removes a binding between exchanges: <c>exchange.unbind</c>. One that does not exist is no error for RabbitMQ.</summary>
    /// <param name="destination">The exchange that messages go to.</param>
    /// <param name="source">The exchange that they come from.</param>
    /// <param name="routingKey">The binding key.</param>
    /// <param name="arguments">The arguments that it was bound with, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The broker refused.</exception>
    public Task UnbindExchangeAsync(
        string destination, string source, string routingKey = "", FieldTable? arguments = null, CancellationToken cancellationToken = default) => Call(
        new ExchangeUnbind { Destination = destination, Source = source, RoutingKey = routingKey, Arguments = arguments },
        MethodId.ExchangeUnbindOk,
        cancellationToken);

    /// <summary>Declares a queue: <c>queue.declare</c>. It is created unless it is there with equal properties.</summary>
    /// <param name="name">Its name; empty lets the broker choose one, which the result has.</param>
    /// <param name="durable">Whether it outlives a restart of the broker.</param>
    /// <param name="exclusive">Whether it belongs to this connection, and is deleted with it.</param>
    /// <param name="autoDelete">Whether it is deleted with its last consumer.</param>
    /// <param name="arguments">Arguments such as <c>x-queue-type</c>, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">
    /// The broker refused: 406 when it exists with other properties, 405 when it is another connection's, 403 for a reserved name.
    /// </exception>
    public Task<QueueInfo> DeclareQueueAsync(
        string name = "",
        bool durable = true,
        bool exclusive = false,
        bool autoDelete = false,
        FieldTable? arguments = null,
        CancellationToken cancellationToken = default) => Call(
        new QueueDeclare
        {
            Queue = name,
            Durable = durable,
            Exclusive = exclusive,
            AutoDelete = autoDelete,
            Arguments = arguments,
        },
        MethodId.QueueDeclareOk,
        static octets => ReadQueueInfo(octets),
        cancellationToken);

    /// <summary>Asks how many messages and consumers a queue has: <c>queue.declare</c>, passive.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpChannelClosedException">404: it does not exist; or 405: it is another connection's. The channel is closed.</exception>
    public Task<QueueInfo> InspectQueueAsync(string name, CancellationToken cancellationToken = default) => Call(
        new QueueDeclare { Queue = name, Passive = true },
        MethodId.QueueDeclareOk,
        static octets => ReadQueueInfo(octets),
        cancellationToken);

    /// <summary>Deletes a queue and its messages: <c>queue.delete</c>. One that does not exist is no error for RabbitMQ.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ifUnused">Whether it stays, with 406, when it has consumers.</param>
    /// <param name="ifEmpty">Whether it stays, with 406, when it has messages.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <returns>The number of messages that were deleted with it.</returns>
    /// <exception cref="AmqpException">The broker refused.</exception>
    public Task<uint> DeleteQueueAsync(
        string name, bool ifUnused = false, bool ifEmpty = false, CancellationToken cancellationToken = default) => Call(
        new QueueDelete { Queue = name, IfUnused = ifUnused, IfEmpty = ifEmpty },
        MethodId.QueueDeleteOk,
        static octets => QueueDeleteOk.Read(octets).MessageCount,
        cancellationToken);

    /// <summary>Drops the messages of a queue that are ready, and leaves those that are delivered and unsettled: <c>queue.purge</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <returns>The number of messages that were dropped.</returns>
    /// <exception cref="AmqpException">The broker refused: 404 when it does not exist.</exception>
    public Task<uint> PurgeQueueAsync(string name, CancellationToken cancellationToken = default) => Call(
        new QueuePurge { Queue = name }, MethodId.QueuePurgeOk, static octets => QueuePurgeOk.Read(octets).MessageCount, cancellationToken);

    /// <summary>Binds a queue to an exchange: <c>queue.bind</c>.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="routingKey">The binding key; <c>*</c> and <c>#</c> are wildcards for a topic exchange.</param>
    /// <param name="arguments">What a headers exchange compares, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The broker refused: 404 when one of them does not exist.</exception>
    public Task BindQueueAsync(
        string queue, string exchange, string routingKey = "", FieldTable? arguments = null, CancellationToken cancellationToken = default) => Call(
        new QueueBind { Queue = queue, Exchange = exchange, RoutingKey = routingKey, Arguments = arguments },
        MethodId.QueueBindOk,
        cancellationToken);

    /// <summary>Removes a binding of a queue: <c>queue.unbind</c>. One that does not exist is no error for RabbitMQ.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="routingKey">The binding key.</param>
    /// <param name="arguments">The arguments that it was bound with, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The broker refused.</exception>
    public Task UnbindQueueAsync(
        string queue, string exchange, string routingKey = "", FieldTable? arguments = null, CancellationToken cancellationToken = default) => Call(
        new QueueUnbind { Queue = queue, Exchange = exchange, RoutingKey = routingKey, Arguments = arguments },
        MethodId.QueueUnbindOk,
        cancellationToken);

    private static QueueInfo ReadQueueInfo(ReadOnlySpan<byte> arguments)
    {
        QueueDeclareOk declared = QueueDeclareOk.Read(arguments);
        return new QueueInfo(declared.Queue.ToString(), declared.MessageCount, declared.ConsumerCount);
    }
}
