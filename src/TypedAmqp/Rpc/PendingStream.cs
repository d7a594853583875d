using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>
/// A call whose reply is a stream: the items that came and were not asked for yet. A server that knows of credit sends no more than was granted; of
/// one that does not, some are kept for a reader who is slower.
/// </summary>
internal sealed class PendingStream<TRequest, TReply>(RpcMethod<TRequest, TReply> method, string service) : PendingCall
{
    /// <summary>How many octets are kept of what was sent without credit.</summary>
    private const long MostOctets = 16 * 1024 * 1024;

    /// <summary>What an item costs beyond its octets.</summary>
    private const int Overhead = 64;

    // The kind for a single reader does not know its count.
    private readonly Channel<(TReply Item, int Cost)> _items = System.Threading.Channels.Channel.CreateUnbounded<(TReply, int)>();
    private volatile string? _server;
    private long _unread;

    /// <summary>Waits for the next item.</summary>
    /// <returns>False when no more come.</returns>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next item, if it is here.</summary>
    public bool TryRead([MaybeNullWhen(false)] out TReply item)
    {
        bool isHere = _items.Reader.TryRead(out (TReply Item, int Cost) next);
        item = next.Item;
        Interlocked.Add(ref _unread, -next.Cost);
        return isHere;
    }

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

            int cost = reply.BodyMemory.Length + Overhead;
            if (Volatile.Read(ref _unread) + cost > MostOctets && _items.Reader.Count >= RpcChannel.Window)
            {
                FailUnavailable(
                    $"{_items.Reader.Count} items of {method.Name} wait unread, and the server sends more without regard to the caller's credit.",
                    isReplyLost: true);
            }
            else if (_items.Writer.TryWrite((method.ReplyContract.Read(in reply), cost)))
            {
                Interlocked.Add(ref _unread, cost);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
