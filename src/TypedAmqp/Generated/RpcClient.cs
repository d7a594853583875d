using TypedAmqp.Rpc;

namespace TypedAmqp.Generated;

/// <summary>What the emitted RPC clients have in common.</summary>
/// <param name="bus">Where they call.</param>
public abstract class RpcClient(AmqpBus bus)
{
    /// <summary>Calls a method.</summary>
    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    protected Task<TReply> CallAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken) =>
        bus.Rpc.CallAsync(method, request, cancellationToken).AsTask();

    /// <summary>Calls a method.</summary>
    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    protected ValueTask<TReply> CallValueAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken) =>
        bus.Rpc.CallAsync(method, request, cancellationToken);

    /// <summary>Calls a method whose reply is empty.</summary>
    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    protected Task RunAsync<TRequest>(RpcMethod<TRequest, Nothing> method, TRequest request, CancellationToken cancellationToken) =>
        bus.Rpc.CallAsync(method, request, cancellationToken).AsTask();

    /// <summary>Calls a method whose reply is empty.</summary>
    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    protected async ValueTask RunValueAsync<TRequest>(RpcMethod<TRequest, Nothing> method, TRequest request, CancellationToken cancellationToken) =>
        await bus.Rpc.CallAsync(method, request, cancellationToken).ConfigureAwait(false);

    /// <summary>Calls a method whose reply is a stream, when the stream is enumerated; leaving the enumeration ends it at the server too.</summary>
    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">An item did not come in time.</exception>
    protected IAsyncEnumerable<TReply> StreamAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken) =>
        bus.Rpc.StreamAsync(method, request, cancellationToken);

    /// <summary>Calls a method without reply, and returns when the broker has the request.</summary>
    /// <exception cref="RpcUnavailableException">The service's queue does not exist.</exception>
    /// <exception cref="PublishException">The broker rejected the request, or did not confirm it in time.</exception>
    protected Task PostAsync<TRequest>(RpcMethod<TRequest, Nothing> method, TRequest request, CancellationToken cancellationToken) =>
        OneWayCall.SendAsync(bus.Publishing, bus.Names.Queue(method.Service), method, request, cancellationToken).AsTask();

    /// <summary>Calls a method without reply, and returns when the broker has the request.</summary>
    /// <exception cref="RpcUnavailableException">The service's queue does not exist.</exception>
    /// <exception cref="PublishException">The broker rejected the request, or did not confirm it in time.</exception>
    protected ValueTask PostValueAsync<TRequest>(RpcMethod<TRequest, Nothing> method, TRequest request, CancellationToken cancellationToken) =>
        OneWayCall.SendAsync(bus.Publishing, bus.Names.Queue(method.Service), method, request, cancellationToken);
}
