using TypedAmqp.Protocol;

namespace TypedAmqp.Topologies;

/// <summary>Declares a topology: exchanges, queues, then the bindings between them. What is there already, and equal, is left alone.</summary>
internal sealed class TopologyDeclarer(AmqpConnection connection, TopologyDescriptor topology)
{
    /// <exception cref="TopologyException">The broker refused a declaration.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        AmqpChannelOptions options = new() { PublisherConfirms = false };
        AmqpChannel channel = await connection.OpenChannelAsync(options, cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            foreach (ExchangeDescriptor exchange in topology.Exchanges.Where(exchange => !exchange.External))
            {
                await RunAsync($"exchange '{exchange.Name}'", channel.DeclareAsync(exchange, cancellationToken)).ConfigureAwait(false);
            }

            foreach (QueueDescriptor queue in topology.Queues.Where(queue => !queue.External && !queue.IsServerNamed))
            {
                await RunAsync($"queue '{queue.Name}'", channel.DeclareAsync(queue, cancellationToken)).ConfigureAwait(false);
            }

            foreach (RpcServiceDescriptor service in topology.Services.Where(service => !service.External))
            {
                await RunAsync($"queue '{service.Name}'", channel.DeclareAsync(service, cancellationToken)).ConfigureAwait(false);
            }

            foreach (BindingDescriptor binding in topology.Bindings)
            {
                string what = $"binding of '{binding.Destination}' to '{binding.Source}' with '{binding.RoutingKey}'";
                await RunAsync(what, channel.BindAsync(binding, queue: null, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(string what, Task declaration)
    {
        try
        {
            await declaration.ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            throw new TopologyException(topology.Name, [$"The {what} was refused: {(int)e.ReplyCode} {e.Message}"], e);
        }
    }
}
