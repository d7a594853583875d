using TypedAmqp.Protocol;

namespace TypedAmqp.Topologies;

/// <summary>Declares a topology: exchanges, queues, then the bindings between them. What is there already, and equal, is left alone.</summary>
/// <param name="connection">Where.</param>
/// <param name="topology">The topology.</param>
/// <param name="compared">
/// Told of each queue whether it differs on the broker, and how: it is left as it is, and used. Null where that is an exception, as it always is of
/// an exchange: another one routes otherwise.
/// </param>
internal sealed class TopologyDeclarer(AmqpConnection connection, TopologyDescriptor topology, Action<string, string?>? compared)
{
    private static readonly AmqpChannelOptions ChannelOptions = new() { PublisherConfirms = false };

    /// <summary>Declares all of it.</summary>
    /// <exception cref="TopologyException">The broker refused a declaration.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(DeclaredEntity.Of(topology), topology.Bindings, cancellationToken);

    /// <summary>Declares one of its queues, or the queue of one service, with its bindings. Another one is somebody else's.</summary>
    /// <exception cref="TopologyException">The broker refused a declaration.</exception>
    public Task RunAsync(string queue, CancellationToken cancellationToken)
    {
        DeclaredEntity[] queues =
            [.. DeclaredEntity.Of(topology).Where(entity => entity.Kind == DeclaredEntity.Queues && entity.Name == queue && !entity.External)];
        return queues.Length == 0
            ? Task.CompletedTask
            : RunAsync(queues, topology.Bindings.Where(binding => !binding.ToExchange && binding.Destination == queue), cancellationToken);
    }

    private async Task RunAsync(IEnumerable<DeclaredEntity> entities, IEnumerable<BindingDescriptor> bindings, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await connection.OpenChannelAsync(ChannelOptions, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (DeclaredEntity entity in entities.Where(static entity => !entity.External))
            {
                AmqpException? difference = await DeclareAsync(entity, channel, cancellationToken).ConfigureAwait(false);
                compared?.Invoke(entity.Name, difference is null ? null : entity.Changed(difference));
                if (difference is not null)
                {
                    // The refusal has closed the channel.
                    channel = await connection.OpenChannelAsync(ChannelOptions, cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (BindingDescriptor binding in bindings)
            {
                await BindAsync(binding, channel, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <returns>The refusal, where the broker has something else and that is no exception.</returns>
    private async Task<AmqpException?> DeclareAsync(DeclaredEntity entity, AmqpChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await entity.Declare(channel, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AmqpChannelException e) when (compared is not null
            && entity.Kind == DeclaredEntity.Queues
            && e.ReplyCode == ReplyCode.PreconditionFailed)
        {
            return e;
        }
        catch (AmqpException e)
        {
            throw new TopologyException(topology.Name, [entity.Refused(e)], e);
        }
    }

    private async Task BindAsync(BindingDescriptor binding, AmqpChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.BindAsync(binding, queue: null, cancellationToken).ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            string what = $"The binding of '{binding.Destination}' to '{binding.Source}' with '{binding.RoutingKey}'";
            throw new TopologyException(topology.Name, [$"{what} was refused: {(int)e.ReplyCode} {e.Message}"], e);
        }
    }
}
