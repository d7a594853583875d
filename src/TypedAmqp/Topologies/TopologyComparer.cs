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
        foreach (ExchangeDescriptor exchange in topology.Exchanges)
        {
            await CompareAsync(
                $"exchange '{exchange.Name}'",
                channel => channel.InspectExchangeAsync(exchange.Name, cancellationToken),
                exchange.External ? null : channel => channel.DeclareAsync(exchange, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        foreach (QueueDescriptor queue in topology.Queues.Where(queue => !queue.IsServerNamed))
        {
            await CompareAsync(
                $"queue '{queue.Name}'",
                channel => channel.InspectQueueAsync(queue.Name, cancellationToken),
                queue.External ? null : channel => channel.DeclareAsync(queue, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        foreach (RpcServiceDescriptor service in topology.Services)
        {
            await CompareAsync(
                $"queue '{service.Name}'",
                channel => channel.InspectQueueAsync(service.Name, cancellationToken),
                service.External ? null : channel => channel.DeclareAsync(service, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        if (_differences.Count > 0)
        {
            throw new TopologyException(topology.Name, _differences);
        }
    }

    private async Task CompareAsync(
        string what, Func<AmqpChannel, Task> inspect, Func<AmqpChannel, Task>? declare, CancellationToken cancellationToken)
    {
        // Thrown away: a difference closes it.
        AmqpChannelOptions options = new() { PublisherConfirms = false };
        AmqpChannel channel = await connection.OpenChannelAsync(options, cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                await inspect(channel).ConfigureAwait(false);
            }
            catch (AmqpChannelException e)
            {
                string problem = e.ReplyCode == ReplyCode.NotFound ? "is missing" : "cannot be inspected";
                _differences.Add($"The {what} {problem}: {(int)e.ReplyCode} {e.Message}");
                return;
            }

            if (declare is null)
            {
                return;
            }

            try
            {
                await declare(channel).ConfigureAwait(false);
            }
            catch (AmqpChannelException e) when (e.ReplyCode is not ReplyCode.AccessRefused)
            {
                _differences.Add($"The {what} differs: {(int)e.ReplyCode} {e.Message}");
            }
            catch (AmqpChannelException)
            {
                // Who may not declare cannot compare either; that it is there is known.
            }
        }
    }
}
