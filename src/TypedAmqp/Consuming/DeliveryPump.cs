using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>Gives deliveries to a handler, settles them by its outcome, and never lets one of them end the consumer.</summary>
internal abstract class DeliveryPump(PumpSettings settings) : IMessageHandler, IIdleHandler, IDisposable
{
    // Which pump a dispatch loop serves: to know that a subscription is disposed by one of its own handlers, which must not wait for itself.
    private static readonly AsyncLocal<PumpLoop?> Current = new();

    private readonly CancellationTokenSource _stopping = new();
    private readonly AckBatch? _acks = settings.AckMode == AckMode.OnSuccess ? new(settings.AckBatchSize, settings.AckDelay, settings.Clock) : null;
    private readonly ILogger _logger = settings.Bus.CreateLogger();
    private readonly ConcurrentQueue<HandlerDeadline> _deadlines = new();
    private CancellationTokenRegistration _gone;
    private int _linked;

    protected string Queue => settings.Queue;

    private DeliveryCounts Counts => settings.Counts;

    private bool IsManual => settings.AckMode == AckMode.Manual;

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (Current.Value?.Pump != this)
        {
            // This method is no async one: what it sets stays with the dispatch loop, which calls it for every message.
            Current.Value = new PumpLoop(this);
            LinkTo(cancellationToken);
        }

        return Observation.IsProcessingObserved ? ObserveAsync(message) : RunAsync(message, observation: null);
    }

    private async ValueTask ObserveAsync(ReceivedMessage message)
    {
        using Observation observation = Observe(in message);
        observation.SetServer(settings.Bus.Connection.Endpoint);
        await RunAsync(message, observation).ConfigureAwait(false);
    }

    private ValueTask RunAsync(ReceivedMessage message, Observation? observation)
    {
        HandlerDeadline? deadline = BeginDeadline();
        ValueTask handling;
        try
        {
            if (settings.Retry is not null)
            {
                message = RetryPolicy.Counted(in message);
                Current.Value!.Message = message;
            }

            handling = ReceiveAsync(message, deadline?.Token ?? _stopping.Token);
        }
        catch (Exception e)
        {
            return FailAsync(message, EndDeadline(deadline, e) ?? e, observation);
        }

        if (!handling.IsCompletedSuccessfully)
        {
            return AwaitAsync(handling, message, deadline, observation);
        }

        EndDeadline(deadline, failure: null);
        Succeed(in message);
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the caller is a handler of the subscription that counts here.</summary>
    public static bool IsCalledFor(DeliveryCounts counts) => Current.Value is { } loop && loop.Pump.Counts == counts;

    /// <summary>Acknowledges a delivery that a handler of the calling loop ignores, where that is left to handlers.</summary>
    public static ValueTask IgnoreAsync(Delivery delivery) => Current.Value is { Pump.IsManual: true } ? delivery.AckAsync() : ValueTask.CompletedTask;

    /// <summary>Tries a delivery again that the calling loop's handler was given.</summary>
    public static ValueTask RetryAsync(Delivery delivery) => Current.Value is { } loop && loop.Message.Delivery == delivery
        ? loop.Pump.RetryAsync(loop.Message)
        : throw new InvalidOperationException(
            "A delivery is tried again by the handler that was given it, while that runs, and in a queue with [Retry]: this is another delivery, or the queue has none.");

    /// <summary>Asks handlers to give up.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>A dispatch loop has nothing to do: what it put off is done now.</summary>
    public void OnIdle() => _acks?.Flush(behind: false);

    /// <summary>No handler runs any more: what was put off is done now.</summary>
    public void Flush() => _acks?.Flush(behind: true);

    /// <summary>A delivery on the same channel that nobody settles.</summary>
    public void Pass(in Delivery delivery) => _acks?.Pass(in delivery);

    /// <summary>No handler runs any more.</summary>
    public void Dispose()
    {
        _gone.Dispose();
        _stopping.Dispose();
        _acks?.Dispose();
        while (_deadlines.TryDequeue(out HandlerDeadline? deadline))
        {
            deadline.Dispose();
        }
    }

    /// <summary>The handling of a delivery, for those who listen.</summary>
    protected virtual Observation Observe(in ReceivedMessage message) => Observation.Process(ActivityKind.Consumer, settings.Queue, in message);

    protected abstract ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken);

    // One token for all messages: a linked one for each would be an allocation for each.
    private void LinkTo(CancellationToken channelGone)
    {
        if (Interlocked.Exchange(ref _linked, 1) == 0)
        {
            _gone = channelGone.UnsafeRegister(static pump => _ = ((DeliveryPump)pump!).StopAsync(), this);
        }
    }

    private HandlerDeadline? BeginDeadline()
    {
        if (settings.HandlerTimeout is not TimeSpan timeout)
        {
            return null;
        }

        HandlerDeadline deadline = _deadlines.TryDequeue(out HandlerDeadline? idle) ? idle : new HandlerDeadline(timeout, settings.Clock, OnExpired);
        deadline.Begin(_stopping.Token);
        return deadline;
    }

    /// <returns>The handler's failure; the timeout instead, when that was the reason.</returns>
    private Exception? EndDeadline(HandlerDeadline? deadline, Exception? failure)
    {
        if (deadline is null)
        {
            return failure;
        }

        bool isLate = deadline.IsExpired && failure is OperationCanceledException && !_stopping.IsCancellationRequested;
        if (deadline.End())
        {
            _deadlines.Enqueue(deadline);
        }
        else
        {
            deadline.Dispose();
        }

        return isLate ? new TimeoutException($"The handler did not end within {settings.HandlerTimeout!.Value.TotalSeconds} s.", failure) : failure;
    }

    private void OnExpired()
    {
        TypedAmqpMetrics.Overdue.Add(1, new KeyValuePair<string, object?>("queue", settings.Queue));
        ConsumerLog.HandlerOverdue(_logger, settings.Queue, settings.HandlerTimeout!.Value);
    }

    private void Succeed(in ReceivedMessage message)
    {
        Forget();
        Counts.AddHandled();
        _acks?.Ack(message.Delivery);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask handling, ReceivedMessage message, HandlerDeadline? deadline, Observation? observation)
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

        failure = EndDeadline(deadline, failure);
        if (failure is null)
        {
            Succeed(in message);
        }
        else
        {
            await FailAsync(message, failure, observation).ConfigureAwait(false);
        }
    }

    private async ValueTask FailAsync(ReceivedMessage message, Exception exception, Observation? observation)
    {
        Forget();
        observation?.Fail(exception);
        DeliveryOutcome outcome = Outcome(exception);
        if (outcome == DeliveryOutcome.Retried)
        {
            outcome = await settings.Retry!.RetryAsync(message).ConfigureAwait(false);
        }

        if (exception is UndecodableMessageException)
        {
            Counts.AddUndecodable();
            TypedAmqpMetrics.Undecodable.Add(1, new KeyValuePair<string, object?>("queue", settings.Queue));
        }
        else if (outcome != DeliveryOutcome.Requeued || !IsStop(exception))
        {
            Counts.AddFailed();
            TypedAmqpMetrics.Failed.Add(1, new KeyValuePair<string, object?>("queue", settings.Queue));
        }

        // Told before it is settled: what settling shows to others has then been reported.
        if (!IsStop(exception))
        {
            Report(Describe(in message, outcome, exception));
        }

        try
        {
            await SettleAsync(message.Delivery, outcome).ConfigureAwait(false);
        }
        catch (AmqpException)
        {
            // The channel is gone, which puts the message back.
        }
    }

    private void Report(ConsumeFailure failure)
    {
        if (failure.Exception is UndecodableMessageException)
        {
            ConsumerLog.Undecodable(_logger, failure.MessageType, failure.RoutingKey, failure.Queue, failure.Outcome, failure.Exception);
        }
        else
        {
            ConsumerLog.HandlerFailed(_logger, failure.MessageType, failure.RoutingKey, failure.Queue, failure.Outcome, failure.Exception);
        }

        settings.Bus.OnConsumeFailure?.Invoke(failure);
    }

    private async ValueTask SettleAsync(Delivery delivery, DeliveryOutcome outcome)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Retried:
                _acks?.Ack(in delivery);
                break;
            case DeliveryOutcome.Rejected:
                await delivery.RejectAsync().ConfigureAwait(false);
                _acks?.Pass(in delivery);
                break;
            case DeliveryOutcome.Requeued:
                await delivery.RequeueAsync().ConfigureAwait(false);
                _acks?.Pass(in delivery);
                break;
        }
    }

    // The handler is done, and the message's memory goes to another one.
    private void Forget()
    {
        if (settings.Retry is not null && Current.Value is { } loop)
        {
            loop.Message = default;
        }
    }

    private async ValueTask RetryAsync(ReceivedMessage message)
    {
        if (!IsManual)
        {
            throw new InvalidOperationException($"The subscription of '{settings.Queue}' settles its deliveries: let the handler throw, or set AckMode = AckMode.Manual.");
        }

        DeliveryOutcome outcome = await settings.Retry!.RetryAsync(message).ConfigureAwait(false);
        await (outcome == DeliveryOutcome.Retried ? message.Delivery.AckAsync() : SettleAsync(message.Delivery, outcome)).ConfigureAwait(false);
    }

    private DeliveryOutcome Outcome(Exception exception)
    {
        if (settings.AckMode == AckMode.None)
        {
            return DeliveryOutcome.None;
        }

        if (exception is UndecodableMessageException)
        {
            return DeliveryOutcome.Rejected;
        }

        if (settings.AckMode == AckMode.Manual)
        {
            return DeliveryOutcome.None;
        }

        if (IsStop(exception))
        {
            return DeliveryOutcome.Requeued;
        }

        return settings.Retry is not null ? DeliveryOutcome.Retried : settings.RequeueFailed ? DeliveryOutcome.Requeued : DeliveryOutcome.Rejected;
    }

    private bool IsStop(Exception exception) => exception is OperationCanceledException && _stopping.IsCancellationRequested;

    private ConsumeFailure Describe(in ReceivedMessage message, DeliveryOutcome outcome, Exception exception) => new(
        settings.Queue,
        message.Exchange,
        message.RoutingKey,
        Encoding.UTF8.GetString(message.Properties.Type.Octets),
        message.Delivery.Redelivered,
        outcome,
        exception);
}
