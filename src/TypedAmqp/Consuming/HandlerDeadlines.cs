using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;

namespace TypedAmqp.Consuming;

/// <summary>How long the handlers of a subscription may take.</summary>
/// <param name="settings">What is allowed.</param>
/// <param name="stopping">Cancelled when handlers are asked to give up.</param>
internal sealed class HandlerDeadlines(PumpSettings settings, CancellationToken stopping) : IDisposable
{
    private readonly ConcurrentQueue<HandlerDeadline> _idle = new();
    private readonly ILogger _logger = settings.Bus.CreateLogger();

    /// <summary>A handler begins.</summary>
    /// <returns>Its deadline; null when it may take any time.</returns>
    public HandlerDeadline? Begin()
    {
        if (settings.HandlerTimeout is not TimeSpan timeout)
        {
            return null;
        }

        HandlerDeadline deadline = _idle.TryDequeue(out HandlerDeadline? idle) ? idle : new HandlerDeadline(timeout, settings.Clock, OnExpired);
        deadline.Begin(stopping);
        return deadline;
    }

    /// <summary>A handler has ended.</summary>
    /// <returns>Whether it was asked to give up because it took too long.</returns>
    public bool End(HandlerDeadline? deadline)
    {
        if (deadline is null)
        {
            return false;
        }

        bool isLate = deadline.IsExpired && !stopping.IsCancellationRequested;
        if (deadline.End())
        {
            _idle.Enqueue(deadline);
        }
        else
        {
            deadline.Dispose();
        }

        return isLate;
    }

    /// <summary>A handler's failure; the timeout instead, when that was the reason.</summary>
    public Exception Explain(Exception failure, bool isLate) => isLate && failure is OperationCanceledException
        ? new TimeoutException($"The handler did not end within {settings.HandlerTimeout!.Value.TotalSeconds} s.", failure)
        : failure;

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryDequeue(out HandlerDeadline? deadline))
        {
            deadline.Dispose();
        }
    }

    private void OnExpired()
    {
        TypedAmqpMetrics.Overdue.Count(settings.Queue);
        ConsumerLog.HandlerOverdue(_logger, settings.Queue, settings.HandlerTimeout!.Value);
    }
}
