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
            foreach (DeclaredEntity entity in DeclaredEntity.Of(topology).Where(static entity => !entity.External))
            {
                await RunAsync(entity.Declare(channel, cancellationToken), entity.Refused).ConfigureAwait(false);
            }

            foreach (BindingDescriptor binding in topology.Bindings)
            {
                string what = $"binding of '{binding.Destination}' to '{binding.Source}' with '{binding.RoutingKey}'";
                Task bound = channel.BindAsync(binding, queue: null, cancellationToken);
                await RunAsync(bound, refusal => $"The {what} was refused: {(int)refusal.ReplyCode} {refusal.Message}").ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(Task declaration, Func<AmqpException, string> sentence)
    {
        try
        {
            await declaration.ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            throw new TopologyException(topology.Name, [sentence(e)], e);
        }
    }
}
