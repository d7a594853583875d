using TypedAmqp.Rpc;

namespace TypedAmqp.Generated;

/// <summary>A request on the server's side. It is valid until its reply is sent.</summary>
public readonly struct RpcRequest
{
    private readonly RpcServerPump _server;

    internal RpcRequest(RpcServerPump server, ReceivedMessage message, RpcWork work, CancellationToken cancellationToken)
    {
        _server = server;
        Work = work;
        Message = message;
        CancellationToken = cancellationToken;
    }

    /// <summary>The method that is called, in UTF-8: service, dot, method. Empty when the request does not say.</summary>
    public ReadOnlySpan<byte> Method => Arrival.TypeOf(Message);

    /// <summary>Asks to give up: the caller waits no longer, or the server is being stopped.</summary>
    public CancellationToken CancellationToken { get; }

    internal ReceivedMessage Message { get; }

    internal RpcWork Work { get; }

    /// <summary>Replies with what the service gives.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="work">What the service does.</param>
    public async ValueTask ReplyAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, Task<TReply> work)
    {
        TReply reply = await work.ConfigureAwait(false);
        await _server.ReplyAsync(this, method.ReplyContract, reply).ConfigureAwait(false);
    }

    /// <summary>Replies with what the service gives.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="work">What the service does.</param>
    public async ValueTask ReplyAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, ValueTask<TReply> work)
    {
        TReply reply = await work.ConfigureAwait(false);
        await _server.ReplyAsync(this, method.ReplyContract, reply).ConfigureAwait(false);
    }

    /// <summary>Replies, with an empty body, that the service is done.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="work">What the service does.</param>
    public async ValueTask ReplyAsync<TRequest>(RpcMethod<TRequest, Nothing> method, Task work)
    {
        await work.ConfigureAwait(false);
        await _server.ReplyAsync(this, method.ReplyContract, default).ConfigureAwait(false);
    }

    /// <summary>Replies, with an empty body, that the service is done.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="work">What the service does.</param>
    public async ValueTask ReplyAsync<TRequest>(RpcMethod<TRequest, Nothing> method, ValueTask work)
    {
        await work.ConfigureAwait(false);
        await _server.ReplyAsync(this, method.ReplyContract, default).ConfigureAwait(false);
    }

    /// <summary>Replies with the items that the service gives, and then with their end.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The items.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="items">What the service gives.</param>
    public ValueTask ReplyAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, IAsyncEnumerable<TReply> items) =>
        _server.StreamAsync(this, method.ReplyContract, items);

    /// <summary>The fault for a method that the service does not have.</summary>
    public RpcFaultException UnknownMethod() =>
        new(RpcFaultException.UnknownMethodCode, $"The service has no method '{MessageContract.Describe(Method)}'.");
}
