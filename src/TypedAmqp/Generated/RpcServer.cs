using TypedAmqp.Consuming;
using TypedAmqp.Recovery;
using TypedAmqp.Rpc;

namespace TypedAmqp.Generated;

/// <summary>What the emitted RPC servers have in common.</summary>
/// <param name="service">The service's name, which is its queue's.</param>
public abstract class RpcServer(string service)
{
    /// <summary>The service's name.</summary>
    public string Service { get; } = service;

    /// <summary>Serves until the subscription is disposed.</summary>
    /// <param name="bus">Where.</param>
    /// <param name="server">The server.</param>
    /// <param name="options">How; as <see cref="RpcServerOptions.Default"/> unless given.</param>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    public static async Task<ConsumerSubscription> ServeAsync(
        AmqpBus bus, RpcServer server, RpcServerOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(server);
        options ??= RpcServerOptions.Default;
        string service = bus.Names.Queue(server.Service);
        ConsumeOptions consume = new() { Prefetch = options.Prefetch, Concurrency = options.Concurrency, Exclusive = options.Exclusive };
        return await bus.SubscribeAsync(OpenAsync, new RunTimeBindings([]), cancellationToken).ConfigureAwait(false);

        Task<ConsumerOpening> OpenAsync(ConsumerSubscription subscription, int epoch, CancellationToken cancellationToken) =>
            bus.OpenConsumerAsync(
                epoch,
                async channel =>
                {
                    await bus.DeclareAgainAsync(epoch, service, cancellationToken).ConfigureAwait(false);
                    RpcServerControl control = await RpcServerControl.StartAsync(channel, service, cancellationToken).ConfigureAwait(false);
                    PumpSettings settings = new(service, bus.Options, subscription)
                    {
                        AckBatchSize = SubscriptionOptions.AcksFor(options.Prefetch),
                        AckDelay = SubscriptionOptions.Default.AckDelay,
                    };
                    RpcServerPump pump = new(server, channel, bus, control, settings);
                    control.Requests = pump;
                    return (service, pump);
                },
                consume,
                cancellationToken);
    }

    /// <summary>Calls the method that a request names, and replies.</summary>
    /// <param name="request">The request.</param>
    protected abstract ValueTask DispatchAsync(RpcRequest request);

    /// <summary>The methods that declare faults.</summary>
    protected virtual IReadOnlyList<RpcMethod> Faulting => [];

    /// <summary>How a fault of a method travels; null for one that it does not declare.</summary>
    /// <param name="method">The request's <c>type</c>; empty when the service has one method.</param>
    /// <param name="fault">The fault.</param>
    internal virtual RpcFaultContract? ContractOf(string method, RpcFaultException fault) => Faulting
        .Where(faulting => method.Length == 0 || faulting.Name == method)
        .SelectMany(static faulting => faulting.Faults)
        .FirstOrDefault(contract => contract.Matches(fault));

    internal ValueTask RunAsync(RpcRequest request) => DispatchAsync(request);
}
