using System.Threading.Channels;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>A call whose reply is a stream: the items that came and were not asked for yet.</summary>
internal sealed class PendingStream<TRequest, TReply>(RpcMethod<TRequest, TReply> method, string service) : PendingCall
{
    private readonly Channel<TReply> _items = System.Threading.Channels.Channel.CreateUnbounded<TReply>(new UnboundedChannelOptions { SingleReader = true });
    private volatile string? _server;

    public ChannelReader<TReply> Items => _items.Reader;

    /// <summary>Where the server at work is told of credit; null until it sent something, or when it does not want to know.</summary>
    public string? Server => _server;

    public override bool TakesMany => true;

    public override void Complete(in ReceivedMessage reply)
    {
        ReadOnlySpan<byte> type = Arrival.TypeOf(in reply);
        if (type.SequenceEqual(RpcWire.EndTypeOctets))
        {
            _items.Writer.TryComplete();
        }
        else if (type.SequenceEqual(RpcWire.FaultTypeOctets))
        {
            Fail(RpcFault.Read(reply.Body, method.Faults));
        }
        else
        {
            Add(in reply);
        }
    }

    public override void Fail(Exception exception) => _items.Writer.TryComplete(exception);

    public override void FailUnavailable(string reason, bool isReplyLost) =>
        Fail(new RpcUnavailableException(service, reason) { IsReplyLost = isReplyLost });

    private void Add(in ReceivedMessage reply)
    {
        try
        {
            if (_server is null && reply.Properties.HasReplyTo)
            {
                _server = reply.Properties.ReplyTo.ToString();
            }

            _items.Writer.TryWrite(method.ReplyContract.Read(in reply));
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
