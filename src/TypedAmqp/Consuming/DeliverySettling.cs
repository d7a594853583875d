using System.Text;
using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>What becomes of deliveries: settles each by its handler's outcome, and tells of those that failed.</summary>
/// <param name="settings">How.</param>
/// <param name="stopping">Cancelled when handlers are asked to give up: what ends for that reason has not failed.</param>
internal sealed class DeliverySettling(PumpSettings settings, CancellationToken stopping) : IDisposable
{
    private readonly AckBatch? _acks = settings.AckMode == AckMode.OnSuccess ? new(settings.AckBatchSize, settings.AckDelay, settings.Clock) : null;
    private readonly ILogger _logger = settings.Bus.CreateLogger();

    /// <summary>The handler has returned.</summary>
    public void Succeed(in ReceivedMessage message)
    {
        settings.Position?.Leave(in message);
        settings.Counts.AddHandled();
        _acks?.Ack(message.Delivery);
    }

    /// <summary>The handler has failed, or there is none.</summary>
    public async ValueTask FailAsync(ReceivedMessage message, Exception exception)
    {
        // A handler that settles may have done so before it failed.
        DeliveryOutcome outcome = message.Delivery.TryTake() ? Outcome(exception) : DeliveryOutcome.None;
        if (outcome == DeliveryOutcome.Retried)
        {
            outcome = await settings.Retry!.RetryAsync(message).ConfigureAwait(false);
        }

        if (outcome != DeliveryOutcome.Requeued)
        {
            settings.Position?.Leave(in message);
        }

        if (exception is UndecodableMessageException)
        {
            settings.Counts.AddUndecodable();
            TypedAmqpMetrics.Undecodable.Count(settings.Queue);
        }
        else if (outcome != DeliveryOutcome.Requeued || !IsStop(exception))
        {
            settings.Counts.AddFailed();
            TypedAmqpMetrics.Failed.Count(settings.Queue);
        }

        // Told before it is settled: what settling shows to others has then been reported.
        if (!IsStop(exception))
        {
            TryReport(Describe(in message, outcome, exception));
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

    /// <summary>Tries a delivery again because its handler, which settles by itself, says so.</summary>
    public async ValueTask RetryAsync(ReceivedMessage message)
    {
        if (settings.AckMode != AckMode.Manual)
        {
            throw new InvalidOperationException(
                $"The subscription of '{settings.Queue}' settles its deliveries: let the handler throw, or set AckMode = AckMode.Manual.");
        }

        if (!message.Delivery.TryTake())
        {
            throw message.Delivery.IsSettled();
        }

        await SettleAsync(message.Delivery, await settings.Retry!.RetryAsync(message).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Acknowledges what was put off.</summary>
    /// <param name="behind">Also what is done behind a delivery that is not.</param>
    public void Flush(bool behind) => _acks?.Flush(behind);

    /// <summary>A delivery on the same channel that nobody settles.</summary>
    public void Pass(in Delivery delivery) => _acks?.Pass(in delivery);

    /// <summary>Nothing more is to be settled.</summary>
    public void Dispose() => _acks?.Dispose();

    /// <summary>Reports a failure. What the program does about it, or its exception when it is shown, may throw, which ends nothing else.</summary>
    private void TryReport(ConsumeFailure failure)
    {
        try
        {
            Report(failure);
        }
        catch (Exception e)
        {
            ConsumerLog.ReportingFailed(_logger, settings.Queue, e);
        }
    }

    private void Report(ConsumeFailure failure)
    {
        if (failure.Exception is UndecodableMessageException)
        {
            ConsumerLog.Undecodable(_logger, failure.MessageType, failure.RoutingKey, failure.Queue, failure.OutcomeText, failure.Exception);
        }
        else
        {
            ConsumerLog.HandlerFailed(_logger, failure.MessageType, failure.RoutingKey, failure.Queue, failure.OutcomeText, failure.Exception);
        }

        settings.Bus.OnConsumeFailure?.Invoke(failure);
    }

    private async ValueTask SettleAsync(Delivery delivery, DeliveryOutcome outcome)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Retried when _acks is not null:
                _acks.Ack(in delivery);
                break;
            case DeliveryOutcome.Retried:
                await delivery.Channel!.SettleTakenAsync(delivery, Settlement.Ack).ConfigureAwait(false);
                break;
            case DeliveryOutcome.Rejected:
                await delivery.Channel!.SettleTakenAsync(delivery, Settlement.Reject).ConfigureAwait(false);
                _acks?.Pass(in delivery);
                break;
            case DeliveryOutcome.Requeued:
                await delivery.Channel!.SettleTakenAsync(delivery, Settlement.Requeue).ConfigureAwait(false);
                _acks?.Pass(in delivery);
                break;
        }
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

        if (IsStop(exception))
        {
            return DeliveryOutcome.Requeued;
        }

        return settings.Retry is not null ? DeliveryOutcome.Retried : settings.RequeueFailed ? DeliveryOutcome.Requeued : DeliveryOutcome.Rejected;
    }

    private bool IsStop(Exception exception) => exception is OperationCanceledException && stopping.IsCancellationRequested;

    private ConsumeFailure Describe(in ReceivedMessage message, DeliveryOutcome outcome, Exception exception)
    {
        Delivery delivery = message.Delivery;
        DeliveryFate fate = DeliveryFate.Of(settings.Descriptor, outcome, delivery.Attempt);
        string type = Encoding.UTF8.GetString(message.Properties.Type.Octets);
        return new ConsumeFailure(settings.Queue, message.Exchange, message.RoutingKey, type, delivery.Redelivered, fate.Outcome, exception)
        {
            Attempt = delivery.Attempt,
            OutcomeText = fate.Text,
        };
    }
}
