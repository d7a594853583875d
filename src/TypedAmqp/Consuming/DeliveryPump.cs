using System.Diagnostics;
using System.Runtime.CompilerServices;
using TypedAmqp.Diagnostics;

namespace TypedAmqp.Consuming;

/// <summary>Gives deliveries to a handler, and never lets one of them end the consumer.</summary>
internal abstract class DeliveryPump : IMessageHandler, IIdleHandler, IDisposable
{
    // Which pump a dispatch loop serves: to know that a subscription is disposed by one of its own handlers, which must not wait for itself.
    private static readonly AsyncLocal<PumpLoop?> Current = new();

    private readonly PumpSettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenRegistration _gone;
    private int _linked;

    protected DeliveryPump(PumpSettings settings)
    {
        _settings = settings;
        CountsDeliveries = settings.CountsDeliveries;
        Settling = new DeliverySettling(settings, _stopping.Token);
        Deadlines = new HandlerDeadlines(settings, _stopping.Token);
    }

    protected string Queue => _settings.Queue;

    protected DeliverySettling Settling { get; }

    protected HandlerDeadlines Deadlines { get; }

    /// <summary>Cancelled when handlers are asked to give up.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether what failed is tried again.</summary>
    protected bool HasRetry => _settings.Retry is not null;

    /// <summary>Whether the broker counts how often a message came back.</summary>
    protected bool CountsDeliveries { get; }

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (Current.Value?.Pump != this)
        {
            // This method is no async one: what it sets stays with the dispatch loop, which calls it for every message.
            EnterLoop(cancellationToken);
        }

        return Observation.IsProcessingObserved ? ObserveAsync(message) : RunAsync(message, observation: null);
    }

    private async ValueTask ObserveAsync(ReceivedMessage message)
    {
        using Observation observation = Observe(in message);
        await RunAsync(message, observation).ConfigureAwait(false);
    }

    private ValueTask RunAsync(ReceivedMessage message, Observation? observation)
    {
        _settings.Position?.Take(in message);
        HandlerDeadline? deadline = Deadlines.Begin();
        ValueTask handling;
        try
        {
            if (HasRetry)
            {
                message = RetryPolicy.Counted(in message);
                Current.Value!.Message = message;
            }
            else if (CountsDeliveries && message.Delivery.Redelivered)
            {
                message = DeliveryCount.Counted(in message);
            }

            handling = ReceiveAsync(message, deadline?.Token ?? Stopping);
        }
        catch (Exception e)
        {
            return FailAsync(message, e, deadline, observation);
        }

        if (!handling.IsCompletedSuccessfully)
        {
            return AwaitAsync(handling, message, deadline, observation);
        }

        Succeed(in message, deadline);
        return ValueTask.CompletedTask;
    }

    /// <summary>The subscription of which a handler is the caller; null when none is.</summary>
    public static ConsumerSubscription? Caller => Current.Value?.Pump._settings.Subscription;

    /// <summary>Acknowledges a delivery that a handler of the calling loop ignores, where that is left to handlers.</summary>
    public static ValueTask IgnoreAsync(Delivery delivery) =>
        Current.Value is { Pump._settings.AckMode: AckMode.Manual } ? delivery.AckAsync() : ValueTask.CompletedTask;

    /// <summary>Tries a delivery again that the calling loop's handler was given.</summary>
    public static ValueTask RetryAsync(Delivery delivery) => Current.Value is { } loop && loop.TryFind(in delivery, out ReceivedMessage message)
        ? loop.Pump.Settling.RetryAsync(message)
        : throw new InvalidOperationException(
            "A delivery is tried again by the handler that was given it, while that runs, and in a queue with [Retry]: this is another delivery, or the queue has none.");

    /// <summary>Asks handlers to give up. What they do about it, and may throw there, ends nothing else.</summary>
    public async Task StopAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The last handler has returned meanwhile.
        }
        catch (AggregateException e)
        {
            ConsumerLog.GivingUpFailed(_settings.Bus.CreateLogger(), Queue, e);
        }
    }

    /// <summary>A dispatch loop has nothing to do: what it put off is done now.</summary>
    public void OnIdle() => Settling.Flush(behind: false);

    /// <summary>No handler runs any more: what was put off is done now.</summary>
    public void Flush() => Settling.Flush(behind: true);

    /// <summary>A delivery on the same channel that nobody settles.</summary>
    public void Pass(in Delivery delivery) => Settling.Pass(in delivery);

    /// <summary>No handler runs any more.</summary>
    public void Dispose()
    {
        _gone.Dispose();
        _stopping.Dispose();
        Settling.Dispose();
        Deadlines.Dispose();
    }

    /// <summary>The handling of a delivery, for those who listen.</summary>
    protected virtual Observation Observe(in ReceivedMessage message) => Observation.Process(ActivityKind.Consumer, Queue, in message);

    protected abstract ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken);

    /// <summary>From here on, and in what is called from here, the caller is a dispatch loop of this pump.</summary>
    protected PumpLoop EnterLoop(CancellationToken channelGone)
    {
        // One token for all messages: a linked one for each would be an allocation for each.
        if (Interlocked.Exchange(ref _linked, 1) == 0)
        {
            _gone = channelGone.UnsafeRegister(static pump => _ = ((DeliveryPump)pump!).StopAsync(), this);
        }

        return Current.Value = new PumpLoop(this);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask handling, ReceivedMessage message, HandlerDeadline? deadline, Observation? observation)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsync(message, e, deadline, observation).ConfigureAwait(false);
            return;
        }

        Succeed(in message, deadline);
    }

    private void Succeed(in ReceivedMessage message, HandlerDeadline? deadline)
    {
        Deadlines.End(deadline);
        Forget();
        Settling.Succeed(in message);
    }

    private ValueTask FailAsync(ReceivedMessage message, Exception exception, HandlerDeadline? deadline, Observation? observation)
    {
        exception = Deadlines.Explain(exception, Deadlines.End(deadline));
        Forget();
        observation?.Fail(exception);
        return Settling.FailAsync(message, exception);
    }

    // The handler is done, and the message's memory goes to another one.
    private void Forget()
    {
        if (HasRetry && Current.Value is { } loop)
        {
            loop.Message = default;
        }
    }
}
