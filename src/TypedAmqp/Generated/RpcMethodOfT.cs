using System.Globalization;
using TypedAmqp.Protocol;
using TypedAmqp.Rpc;

namespace TypedAmqp.Generated;

/// <summary>A method of an RPC service as it travels.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TReply">The reply.</typeparam>
/// <param name="service">The service's name, which is its queue's.</param>
/// <param name="name">The request's <c>type</c>: service, dot, method.</param>
/// <param name="timeout">How long a call may take; for a call without reply how long its request is kept, and zero for ever.</param>
/// <param name="request">The request's contract.</param>
/// <param name="reply">The reply's contract.</param>
public sealed class RpcMethod<TRequest, TReply>(
    string service, string name, TimeSpan timeout, MessageContract<TRequest> request, MessageContract<TReply> reply)
    : RpcMethod(service, name, timeout)
{
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
    /// <param name="correlationId">What tells its replies from others.</param>
    /// <param name="credit">How many items of a stream the caller takes before it asks for more.</param>
    internal BasicProperties CreateProperties(string correlationId, int? credit = null)
    {
        long milliseconds = Math.Max(1, (long)Timeout.TotalMilliseconds);
        FieldTable headers = new() { [RpcWire.TimeoutHeader] = milliseconds };
        if (credit is not null)
        {
            headers[RpcWire.CreditHeader] = credit;
        }

        return new BasicProperties
        {
            Type = Name,
            ContentType = RequestContract.ContentType,
            DeliveryMode = DeliveryMode.Transient,
            ReplyTo = RpcWire.DirectReplyTo,
            CorrelationId = correlationId,
            Expiration = milliseconds.ToString(CultureInfo.InvariantCulture),
            Headers = headers,
        };
    }

    /// <summary>The properties of a request without reply: it is kept until a server takes it, or as long as its method says.</summary>
    internal BasicProperties CreateOneWayProperties() => new()
    {
        Type = Name,
        ContentType = RequestContract.ContentType,
        DeliveryMode = DeliveryMode.Persistent,
        Expiration = Timeout > TimeSpan.Zero ? ((long)Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null,
    };
}
