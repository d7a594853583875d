using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp.Consuming;

/// <summary>
/// Tries failed deliveries again: a copy, confirmed by the broker, waits there for the next attempt, and then the delivery is acknowledged. Whatever
/// happens in between, there is the one or the other; at worst both.
/// </summary>
internal sealed class RetryPolicy(RetryDescriptor retry, PublishChannel publishing)
{
    /// <summary>The number of the attempt that a copy is for. Headers exchanges leave out those that begin with <c>x-</c>.</summary>
    private const string AttemptHeader = "retry-attempt";

    private static ReadOnlySpan<byte> AttemptHeaderOctets => "retry-attempt"u8;

    /// <summary>The message with the number of its attempt.</summary>
    /// <exception cref="UndecodableMessageException">Its headers cannot be read.</exception>
    public static ReceivedMessage Counted(in ReceivedMessage message)
    {
        BasicPropertiesView properties = message.Properties;
        try
        {
            return properties.HasHeaders
                && properties.Headers.TryGet(AttemptHeaderOctets, out FieldValueView header)
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
    /// What is to be done with the delivery: settled as retried; rejected, when that was the last attempt or there is nowhere to wait; requeued, when the
    /// broker could not be asked.
    /// </returns>
    public async ValueTask<DeliveryOutcome> RetryAsync(ReceivedMessage message)
    {
        int attempt = message.Delivery.Attempt;
        if (attempt >= retry.Attempts)
        {
            return DeliveryOutcome.Rejected;
        }

        PublishTemplate copy = new(retry.Exchange, CopyProperties(message.Properties, attempt + 1), mandatory: true, message.RoutingKey);
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
        catch (AmqpException)
        {
            // The connection is gone, and with it the delivery: the broker delivers it again.
            return DeliveryOutcome.Requeued;
        }
    }

    // Without expiration: the time to wait is the queue's. Without user-id: brokers take only the publisher's own.
    private static BasicProperties CopyProperties(BasicPropertiesView properties, int attempt)
    {
        FieldTable headers = properties.HasHeaders ? properties.Headers.ToFieldTable() : [];
        headers[AttemptHeader] = (long)attempt;
        return new BasicProperties
        {
            ContentType = properties.HasContentType ? properties.ContentType.ToString() : null,
            ContentEncoding = properties.HasContentEncoding ? properties.ContentEncoding.ToString() : null,
            Headers = headers,
            DeliveryMode = properties.HasDeliveryMode ? properties.DeliveryMode : null,
            Priority = properties.HasPriority ? properties.Priority : null,
            CorrelationId = properties.HasCorrelationId ? properties.CorrelationId.ToString() : null,
            ReplyTo = properties.HasReplyTo ? properties.ReplyTo.ToString() : null,
            MessageId = properties.HasMessageId ? properties.MessageId.ToString() : null,
            Timestamp = properties.HasTimestamp ? properties.Timestamp : null,
            Type = properties.HasType ? properties.Type.ToString() : null,
            AppId = properties.HasAppId ? properties.AppId.ToString() : null,
        };
    }
}
