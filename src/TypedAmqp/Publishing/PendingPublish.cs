using System.Threading.Tasks.Sources;
using TypedAmqp.Generated;

namespace TypedAmqp.Publishing;

/// <summary>
/// A publish whose confirm has not come: what its caller awaits. Used again once both the caller has its result and the broker has answered.
/// </summary>
/// <remarks>
/// Its state is its line's, and changed under that one's lock. The memory of its message is valid until the result is out; later only
/// <see cref="_print"/> is left of it.
/// </remarks>
internal sealed class PendingPublish : IValueTaskSource<PublishResult>, IValueTaskSource
{
    private readonly PendingPublishPool _pool;
    private ManualResetValueTaskSourceCore<PublishResult> _core = new() { RunContinuationsAsynchronously = true };
    private PublishLine? _line;
    private OutgoingMessage _message;
    private PublishBuffer? _buffer;
    private int _bodyLength;
    private int _print;
    private CancellationTokenRegistration _cancellation;
    private int _holders;

    public PendingPublish(PendingPublishPool pool)
    {
        _pool = pool;
        Place = new LinkedListNode<PendingPublish>(this);
    }

    /// <summary>Its place among those of its line that wait to be written.</summary>
    public LinkedListNode<PendingPublish> Place { get; }

    /// <summary>What is to be written; empty once it is settled, because the memory is the publisher's again.</summary>
    public ref readonly OutgoingMessage Message => ref _message;

    /// <summary>The route that it was published to.</summary>
    public PublishTemplate? Template { get; private set; }

    /// <summary>When its deadline passes, as a timestamp of the clock.</summary>
    public long Deadline { get; private set; }

    /// <summary>Whether the caller has its result.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether it left; until then it waits for room.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Whether it left on a channel before, and is to be sent again on another.</summary>
    public bool WasWritten { get; private set; }

    /// <summary>What the broker said when it returned the message.</summary>
    public PublishResult? Returned { get; set; }

    /// <summary>What the caller awaits: how it ended.</summary>
    public ValueTask<PublishResult> Result => new(this, _core.Version);

    /// <summary>
    /// What the caller awaits instead of <see cref="Result"/>: that it ended well. Anything else is a <see cref="PublishException"/>.
    /// </summary>
    public ValueTask Success => new(this, _core.Version);

    /// <param name="line">Its line.</param>
    /// <param name="message">The message.</param>
    /// <param name="deadline">When it is given up.</param>
    public void Begin(PublishLine line, in OutgoingMessage message, long deadline)
    {
        _line = line;
        _message = message;
        _buffer = message.Buffer;
        _bodyLength = message.Body.Length;
        Template = message.Template;
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

    /// <summary>Ends the wait of the caller when the token is cancelled. Called once, by the caller, before it awaits.</summary>
    public void CancelWith(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (state, token) => ((PendingPublish)state!).Cancel(token), this);

    /// <summary>Gives the caller the exception that its token asked for. Under the line's lock.</summary>
    public void FailCancelled(CancellationToken cancellationToken) => Fail(new OperationCanceledException(
        IsWritten || WasWritten
            ? "The wait for the confirm was cancelled. The message was sent, and may arrive."
            : "The publish was cancelled before it was sent.",
        cancellationToken));

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
            _line = null;
            _core.Reset();
            _pool.Return(this);
        }
    }

    /// <summary>The caller has its result, or wants none: the other holder lets go.</summary>
    public void LetGo()
    {
        _buffer?.Return();
        _buffer = null;
        Release();
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
            : _message.WireKey.SequenceEqual(message.RoutingKeyOctets.Span) && _message.Body.Span.SequenceEqual(message.Body.Span);
    }

    /// <summary>Whether the properties, too, are those of the returned message.</summary>
    public bool MatchesExactly(ReturnedMessage message) => Matches(message) && Template!.PropertyOctets.SequenceEqual(message.PropertyOctets.Span);

    PublishResult IValueTaskSource<PublishResult>.GetResult(short token) => TakeResult(token, throws: false);

    void IValueTaskSource.GetResult(short token) => TakeResult(token, throws: true);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private PublishResult TakeResult(short token, bool throws)
    {
        // Throws for a task that was awaited before, which may not release what another publish uses by now.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The publish has not ended: await it.");
        }

        try
        {
            // Waits for a cancellation that runs at this moment: it may not meet the next publish that uses this object.
            _cancellation.Dispose();
            PublishResult result = _core.GetResult(token);
            return result.IsSuccess || !throws ? result : throw PublishException.Of(Template!, _buffer, result);
        }
        finally
        {
            _cancellation = default;
            LetGo();
        }
    }

    private void Cancel(CancellationToken cancellationToken) => _line!.Cancel(this, cancellationToken);

    /// <summary>The caller may use its memory again: what is needed to recognise a late return is kept as a hash.</summary>
    private void Forget()
    {
        IsSettled = true;
        if (IsWritten && Template!.Mandatory && Returned is null)
        {
            _print = Print(_message.WireKey, _message.Body.Span);
        }

        _message = default;
    }

    private static int Print(ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> body)
    {
        HashCode hash = default;
        hash.AddBytes(routingKey);
        hash.AddBytes(body);
        return hash.ToHashCode();
    }
}
