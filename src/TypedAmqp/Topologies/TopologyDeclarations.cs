using TypedAmqp.Protocol;

namespace TypedAmqp.Topologies;

/// <summary>Descriptors as methods of a channel.</summary>
internal static class TopologyDeclarations
{
    public static Task DeclareAsync(this AmqpChannel channel, ExchangeDescriptor exchange, CancellationToken cancellationToken) =>
        channel.DeclareExchangeAsync(
            exchange.Name,
            exchange.Type,
            exchange.Durable,
            exchange.AutoDelete,
            exchange.Internal,
            exchange.Arguments.ToFieldTable(),
            cancellationToken);

    public static Task<QueueInfo> DeclareAsync(this AmqpChannel channel, QueueDescriptor queue, CancellationToken cancellationToken) =>
        channel.DeclareQueueAsync(
            queue.Name,
            queue.Durable,
            queue.Exclusive,
            queue.AutoDelete,
            queue.Arguments.ToFieldTable(),
            cancellationToken);

    public static Task<QueueInfo> DeclareAsync(this AmqpChannel channel, RpcServiceDescriptor service, CancellationToken cancellationToken) =>
        channel.DeclareQueueAsync(service.Name, service.Durable, exclusive: false, autoDelete: false, arguments: null, cancellationToken);

    /// <param name="channel">The channel.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="queue">The name of the queue, where the broker chose it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task BindAsync(this AmqpChannel channel, BindingDescriptor binding, string? queue, CancellationToken cancellationToken)
    {
        FieldTable? arguments = binding.Arguments.ToFieldTable();
        string destination = queue ?? binding.Destination;
        return binding.ToExchange
            ? channel.BindExchangeAsync(destination, binding.Source, binding.RoutingKey, arguments, cancellationToken)
            : channel.BindQueueAsync(destination, binding.Source, binding.RoutingKey, arguments, cancellationToken);
    }
}
