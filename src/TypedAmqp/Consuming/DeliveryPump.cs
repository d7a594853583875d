using System.Runtime.CompilerServices;
using System.Text;
using TypedAmqp.Diagnostics;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>Gives deliveries to a handler, settles them by its outcome, and never lets one of them end the consumer.</summary>
internal abstract class DeliveryPump(
    string queue, AckMode ackMode, bool requeueFailed, RetryPolicy? retry, Action<ConsumeFailure>? onFailure) : IMessageHandler, IDisposable
{
    // Which pump a dispatch loop serves: to know that a subscription is disposed by one of its own handlers, which must not wait for itself.
    private static readonly AsyncLocal<DeliveryPump?> Current = new();

    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenRegistration _gone;
    private int _linked;
    private long _handled;
    private long _failed;
    private long _undecodable;

    public long Handled => Volatile.Read(ref _handled);

    public long Failed => Volatile.Read(ref _failed);

    public long Undecodable => Volatile.Read(ref _undecodable);

    /// <summary>Whether the caller is a handler of this very pump.</summary>
    public bool IsCaller => Current.Value == this;

    protected string Queue => queue;

    private bool IsManual => ackMode == AckMode.Manual;

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (Current.Value != this)
        {
            // This method is no async one: what it sets stays with the dispatch loop, which calls it for every message.
            Current.Value = this;
            LinkTo(cancellationToken);
        }

        ValueTask handling;
        try
        {
            if (retry is not null)
            {
                message = RetryPolicy.Counted(in message);
            }

            handling = ReceiveAsync(message, _stopping.Token);
        }
        catch (Exception e)
        {
            return FailAsync(message, e);
        }

        return handling.IsCompletedSuccessfully ? SucceedAsync(in message) : AwaitAsync(handling, message);
    }

    /// <summary>Acknowledges a delivery that a handler of the calling loop ignores, where that is left to handlers.</summary>
    public static ValueTask IgnoreAsync(Delivery delivery) => Current.Value is { IsManual: true } ? delivery.AckAsync() : ValueTask.CompletedTask;

    /// <summary>Asks handlers to give up.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>No handler runs any more.</summary>
    public void Dispose()
    {
        _gone.Dispose();
        _stopping.Dispose();
    }

    protected abstract ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken);

    // One token for all messages: a linked one for each would be an allocation for each.
    private void LinkTo(CancellationToken channelGone)
    {
        if (Interlocked.Exchange(ref _linked, 1) == 0)
        {
            _gone = channelGone.UnsafeRegister(static pump => _ = ((DeliveryPump)pump!).StopAsync(), this);
        }
    }

    private ValueTask SucceedAsync(in ReceivedMessage message)
    {
        Interlocked.Increment(ref _handled);
        return ackMode == AckMode.OnSuccess ? message.Delivery.AckAsync() : ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask handling, ReceivedMessage message)
    {
        Exception? failure = null;
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await (failure is null ? SucceedAsync(in message) : FailAsync(message, failure)).ConfigureAwait(false);
    }

    private async ValueTask FailAsync(ReceivedMessage message, Exception exception)
    {
        DeliveryOutcome outcome = Outcome(exception);
        if (outcome == DeliveryOutcome.Retried)
        {
            outcome = await retry!.RetryAsync(message).ConfigureAwait(false);
        }

        if (exception is UndecodableMessageException)
        {
            Interlocked.Increment(ref _undecodable);
            TypedAmqpMetrics.Undecodable.Add(1, new KeyValuePair<string, object?>("queue", queue));
        }
        else if (outcome != DeliveryOutcome.Requeued || !IsStop(exception))
        {
            Interlocked.Increment(ref _failed);
            TypedAmqpMetrics.Failed.Add(1, new KeyValuePair<string, object?>("queue", queue));
        }

        // Told before it is settled: what settling shows to others has then been reported.
        if (!IsStop(exception))
        {
            onFailure?.Invoke(Describe(in message, outcome, exception));
        }

        try
        {
            await (outcome switch
            {
                DeliveryOutcome.Requeued => message.Delivery.RequeueAsync(),
                DeliveryOutcome.Rejected => message.Delivery.RejectAsync(),
                DeliveryOutcome.Retried => message.Delivery.AckAsync(),
                _ => ValueTask.CompletedTask,
            }).ConfigureAwait(false);
        }
        catch (AmqpException)
        {
            // The channel is gone, which puts the message back.
        }
    }

    private DeliveryOutcome Outcome(Exception exception)
    {
        if (ackMode == AckMode.None)
        {
            return DeliveryOutcome.None;
        }

        if (exception is UndecodableMessageException)
        {
            return DeliveryOutcome.Rejected;
        }

        if (ackMode == AckMode.Manual)
        {
            return DeliveryOutcome.None;
        }

        if (IsStop(exception))
        {
            return DeliveryOutcome.Requeued;
        }

        return retry is not null ? DeliveryOutcome.Retried : requeueFailed ? DeliveryOutcome.Requeued : DeliveryOutcome.Rejected;
    }

    private bool IsStop(Exception exception) => exception is OperationCanceledException && _stopping.IsCancellationRequested;

    private ConsumeFailure Describe(in ReceivedMessage message, DeliveryOutcome outcome, Exception exception) => new(
        queue,
        message.Exchange,
        message.RoutingKey,
        Encoding.UTF8.GetString(message.Properties.Type.Octets),
        message.Delivery.Redelivered,
        outcome,
        exception);
}
