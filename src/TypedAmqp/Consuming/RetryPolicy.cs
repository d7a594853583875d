using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp.Consuming;

/// <summary>
/// Tries failed deliveries again: a copy, confirmed by the broker, waits there for the next attempt, and then the delivery is acknowledged. Whatever
/// happens in between, there is the one or the other; at worst both.
/// </summary>
internal sealed class RetryPolicy(RetryDescriptor retry, PublishChannel publishing)
{
    /// <summary>The message with the number of its attempt.</summary>
    /// <exception cref="UndecodableMessageException">Its headers cannot be read.</exception>
    public static ReceivedMessage Counted(in ReceivedMessage message)
    {
        BasicPropertiesView properties = message.Properties;
        try
        {
            return properties.HasHeaders
                && properties.Headers.TryGet(RetryCopy.AttemptHeader, out FieldValueView header)
                && header.TryGetInteger(out long attempt)
                && attempt is > 1 and <= byte.MaxValue
                ? message.AfterRetries((byte)(attempt - 1))
                : message;
        }
        catch (AmqpException e)
        {
            throw new UndecodableMessageException($"The headers of the message cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Sends a message to where it waits for its next attempt.</summary>
    /// <returns>
    /// What is to be done with the delivery: settled as retried; rejected, when that was the last attempt or there is nowhere to wait; requeued, when
    /// the broker could not be asked.
    /// </returns>
    public async ValueTask<DeliveryOutcome> RetryAsync(ReceivedMessage message)
    {
        int attempt = message.Delivery.Attempt;
        if (attempt >= retry.Attempts)
        {
            return DeliveryOutcome.Rejected;
        }

        if (TryCopy(in message, attempt + 1) is not PublishTemplate copy)
        {
            return DeliveryOutcome.Rejected;
        }

        try
        {
            PublishResult result = await publishing.TryPublishAsync(copy, message.BodyMemory, CancellationToken.None).ConfigureAwait(false);
            return result.Outcome switch
            {
                _ when result.IsSuccess => DeliveryOutcome.Retried,
                PublishOutcome.Returned => DeliveryOutcome.Rejected,
                _ => DeliveryOutcome.Requeued,
            };
        }
        catch (ArgumentException)
        {
            // Its headers leave no room for the attempt.
            return DeliveryOutcome.Rejected;
        }
        catch (AmqpException)
        {
            // The connection is gone, and with it the delivery: the broker delivers it again.
            return DeliveryOutcome.Requeued;
        }
    }

    /// <summary>The copy for an attempt; null when there can be none, because the headers cannot be read to their end.</summary>
    private PublishTemplate? TryCopy(in ReceivedMessage message, int attempt)
    {
        try
        {
            return RetryCopy.Of(retry.Exchange, in message, attempt);
        }
        catch (AmqpException)
        {
            return null;
        }
    }
}
