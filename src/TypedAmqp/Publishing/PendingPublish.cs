using System.Threading.Tasks.Sources;
using TypedAmqp.Connections;

namespace TypedAmqp.Publishing;

/// <summary>
/// A publish whose confirm has not come: what its caller awaits. Used again once both the caller has its result and the broker has answered.
/// </summary>
/// <remarks>Key and body belong to the caller and are valid until the result is out; later only <see cref="_print"/> is left of them.</remarks>
internal sealed class PendingPublish(PendingPublishPool pool) : IValueTaskSource<PublishResult>
{
    private ManualResetValueTaskSourceCore<PublishResult> _core = new() { RunContinuationsAsynchronously = true };
    private Lock? _gate;
    private ReadOnlyMemory<byte> _routingKey;
    private ReadOnlyMemory<byte> _headers;
    private ReadOnlyMemory<byte> _body;
    private int _bodyLength;
    private int _print;
    private CancellationTokenRegistration _cancellation;
    private int _holders;

    /// <summary>The route that it was published to.</summary>
    public PublishTemplate? Template { get; private set; }

    /// <summary>When its deadline passes, as a timestamp of the clock.</summary>
    public long Deadline { get; private set; }

    /// <summary>Whether the caller has its result.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether it left; until then it waits for room.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Whether it left on a channel before, and is to be sent again on another.</summary>
    public bool WasWritten { get; private set; }

    /// <summary>What the broker said when it returned the message.</summary>
    public PublishResult? Returned { get; set; }

    /// <summary>What the caller awaits.</summary>
    public ValueTask<PublishResult> Result => new(this, _core.Version);

    /// <param name="gate">The lock of its line, under which a result is set.</param>
    /// <param name="template">The route.</param>
    /// <param name="routingKey">The caller's key.</param>
    /// <param name="headers">The caller's header fields.</param>
    /// <param name="body">The caller's body.</param>
    /// <param name="deadline">When it is given up.</param>
    public void Begin(
        Lock gate,
        PublishTemplate template,
        ReadOnlyMemory<byte> routingKey,
        ReadOnlyMemory<byte> headers,
        ReadOnlyMemory<byte> body,
        long deadline)
    {
        _gate = gate;
        Template = template;
        _routingKey = routingKey;
        _headers = headers;
        _body = body;
        _bodyLength = body.Length;
        Deadline = deadline;
        IsSettled = false;
        IsWritten = false;
        WasWritten = false;
        Returned = null;
        _holders = 2;
    }

    /// <summary>It is to be sent again: the channel is gone, and its caller still waits. Under the line's lock.</summary>
    public void Rewind()
    {
        WasWritten = true;
        IsWritten = false;
        Returned = null;
    }

    /// <summary>Ends the wait of the caller, not that of the line, when the token is cancelled. Called once, by the caller, before it awaits.</summary>
    public void CancelWith(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (state, token) => ((PendingPublish)state!).Cancel(token), this);

    /// <summary>Writes it. Under the line's lock, and never once it is settled: the memory is the caller's again.</summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    public bool Write(ConnectionOutput output, ushort channel)
    {
        bool flush = output.WritePublish(Template!, channel, _routingKey.Span, _headers.Span, _body.Span);
        IsWritten = true;
        return flush;
    }

    /// <summary>Gives the caller an exception, unless it has its result: nothing was sent. Under the line's lock.</summary>
    public void Fail(Exception exception)
    {
        if (!IsSettled)
        {
            Forget();
            _core.SetException(exception);
        }
    }

    /// <summary>Gives the caller its result, unless it has one. Under the line's lock.</summary>
    public void Settle(PublishResult result)
    {
        if (!IsSettled)
        {
            Forget();
            _core.SetResult(result);
        }
    }

    /// <summary>The broker has answered, or never will: one of the two holders lets go.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Template = null;
            _gate = null;
            _core.Reset();
            pool.Return(this);
        }
    }

    /// <summary>Whether a returned message is this one: exchange, key and body are equal. Under the line's lock.</summary>
    public bool Matches(ReturnedMessage message)
    {
        PublishTemplate template = Template!;
        if (!template.Mandatory || Returned is not null || _bodyLength != message.Body.Length
            || !template.ExchangeOctets.SequenceEqual(message.ExchangeOctets.Span))
        {
            return false;
        }

        return IsSettled
            ? _print == Print(message.RoutingKeyOctets.Span, message.Body.Span)
            : RoutingKey.SequenceEqual(message.RoutingKeyOctets.Span) && _body.Span.SequenceEqual(message.Body.Span);
    }

    /// <summary>Whether the properties, too, are those of the returned message.</summary>
    public bool MatchesExactly(ReturnedMessage message) => Matches(message) && Template!.PropertyOctets.SequenceEqual(message.PropertyOctets.Span);

    PublishResult IValueTaskSource<PublishResult>.GetResult(short token)
    {
        // Throws for a task that was awaited before, which may not release what another publish uses by now.
        _core.GetStatus(token);
        try
        {
            // Waits for a cancellation that runs at this moment: it may not meet the next publish that uses this object.
            _cancellation.Dispose();
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation = default;
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<PublishResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<PublishResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    private ReadOnlySpan<byte> RoutingKey => Template!.HasConstantKey ? Template.ConstantKeyOctets : _routingKey.Span;

    private void Cancel(CancellationToken cancellationToken)
    {
        lock (_gate!)
        {
            if (!IsSettled)
            {
                Fail(new OperationCanceledException(
                    IsWritten || WasWritten ? "The wait for the confirm was cancelled. The message was sent, and may arrive." : "The publish was cancelled before it was sent.",
                    cancellationToken));
            }
        }
    }

    /// <summary>The caller may use its memory again: what is needed to recognise a late return is kept as a hash.</summary>
    private void Forget()
    {
        IsSettled = true;
        if (IsWritten && Template!.Mandatory && Returned is null)
        {
            _print = Print(RoutingKey, _body.Span);
        }

        _routingKey = default;
        _headers = default;
        _body = default;
    }

    private static int Print(ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> body)
    {
        HashCode hash = default;
        hash.AddBytes(routingKey);
        hash.AddBytes(body);
        return hash.ToHashCode();
    }
}
