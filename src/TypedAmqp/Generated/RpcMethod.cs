using System.Globalization;
using TypedAmqp.Protocol;
using TypedAmqp.Rpc;

namespace TypedAmqp.Generated;

/// <summary>A method of an RPC service as it travels.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TReply">The reply.</typeparam>
/// <param name="service">The service's name, which is its queue's.</param>
/// <param name="name">The request's <c>type</c>: service, dot, method.</param>
/// <param name="timeout">How long a call may take.</param>
/// <param name="request">The request's contract.</param>
/// <param name="reply">The reply's contract.</param>
public sealed class RpcMethod<TRequest, TReply>(
    string service, string name, TimeSpan timeout, MessageContract<TRequest> request, MessageContract<TReply> reply)
{
    /// <summary>The service's name, which is its queue's.</summary>
    public string Service { get; } = service;

    /// <summary>The request's <c>type</c>: service, dot, method.</summary>
    public string Name { get; } = name;

    /// <summary>How long a call may take.</summary>
    public TimeSpan Timeout { get; } = timeout;

    internal MessageContract<TRequest> RequestContract { get; } = request;

    internal MessageContract<TReply> ReplyContract { get; } = reply;

    /// <summary>Reads the request of a call, on the server's side.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="UndecodableMessageException">The body is not this request.</exception>
    public TRequest Read(in RpcRequest call) => RequestContract.Read(call.Message);

    /// <summary>
    /// The properties of a request. Its deadline travels twice: as the expiration, so that the broker drops a request that nobody took in time, and
    /// as a header, so that the server knows how long the caller waits.
    /// </summary>
    internal BasicProperties CreateProperties(string correlationId)
    {
        long milliseconds = Math.Max(1, (long)Timeout.TotalMilliseconds);
        return new BasicProperties
        {
            Type = Name,
            ContentType = RequestContract.ContentType,
            DeliveryMode = DeliveryMode.Transient,
            ReplyTo = RpcWire.DirectReplyTo,
            CorrelationId = correlationId,
            Expiration = milliseconds.ToString(CultureInfo.InvariantCulture),
            Headers = new FieldTable { [RpcWire.TimeoutHeader] = milliseconds },
        };
    }
}
