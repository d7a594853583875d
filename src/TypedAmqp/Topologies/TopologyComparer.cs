using TypedAmqp.Protocol;

namespace TypedAmqp.Topologies;

/// <summary>
/// Compares a topology with the broker and changes nothing. Each entity is first looked up (passive); one that is there is then declared as
/// the topology says, which the broker answers with 406 when it differs. Bindings cannot be looked up with AMQP.
/// </summary>
internal sealed class TopologyComparer(AmqpConnection connection, TopologyDescriptor topology)
{
    private readonly List<string> _differences = [];

    /// <exception cref="TopologyException">Something is missing or differs: all of it is named.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (DeclaredEntity entity in DeclaredEntity.Of(topology))
        {
            await CompareAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        if (_differences.Count > 0)
        {
            throw new TopologyException(topology.Name, _differences);
        }
    }

    private async Task CompareAsync(DeclaredEntity entity, CancellationToken cancellationToken)
    {
        // Thrown away: a difference closes it.
        AmqpChannelOptions options = new() { PublisherConfirms = false };
        AmqpChannel channel = await connection.OpenChannelAsync(options, cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                await entity.Inspect(channel, cancellationToken).ConfigureAwait(false);
            }
            catch (AmqpChannelException e)
            {
                _differences.Add(e.ReplyCode == ReplyCode.NotFound ? entity.Missing(e) : entity.Hidden(e));
                return;
            }

            if (entity.External)
            {
                return;
            }

            try
            {
                await entity.Declare(channel, cancellationToken).ConfigureAwait(false);
            }
            catch (AmqpChannelException e) when (e.ReplyCode is not ReplyCode.AccessRefused)
            {
                _differences.Add(entity.Different(e));
            }
            catch (AmqpChannelException)
            {
                // Who may not declare cannot compare either; that it is there is known.
            }
        }
    }
}
