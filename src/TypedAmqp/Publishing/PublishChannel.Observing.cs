using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;

namespace TypedAmqp.Publishing;

/// <content>Publishing while somebody listens.</content>
internal sealed partial class PublishChannel
{
    private async ValueTask ObserveOrThrowAsync<T>(Route<T> route, PublishTemplate template, T message, CancellationToken cancellationToken)
    {
        PublishBuffer? failed = null;
        try
        {
            PublishResult result = await ObserveAsync(route, template, message, buffer => failed = buffer, cancellationToken).ConfigureAwait(false);
            if (failed is not null)
            {
                throw Failure(template, failed, result);
            }
        }
        finally
        {
            failed?.Return();
        }
    }

    private ValueTask<PublishResult> ObserveAsync<T>(Route<T> route, PublishTemplate template, T message, CancellationToken cancellationToken) =>
        ObserveAsync(route, template, message, keepFailed: null, cancellationToken);

    /// <param name="route">The route.</param>
    /// <param name="template">Its octets.</param>
    /// <param name="message">The message.</param>
    /// <param name="keepFailed">Takes what was not published, and gives it back later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async ValueTask<PublishResult> ObserveAsync<T>(
        Route<T> route, PublishTemplate template, T message, Action<PublishBuffer>? keepFailed, CancellationToken cancellationToken)
    {
        string constantKey = MessageContract.Describe(template.ConstantKeyOctets);
        using Observation observation = Observation.Publish(Destination.Of(template.Exchange, route.Key ?? constantKey));
        observation.SetServer(Endpoint);
        PublishBuffer? buffer = null;
        try
        {
            buffer = Write(route, message);
            if (observation.WantsDetails)
            {
                string key = template.HasConstantKey ? constantKey : MessageContract.Describe(buffer.Key.Span);
                observation.SetDetail(MessagingTags.DestinationName, Destination.Of(template.Exchange, key));
                observation.SetDetail(MessagingTags.RoutingKey, key);
                observation.SetDetail(MessagingTags.BodySize, buffer.Body.Length);
            }

            PublishResult result = await PublishAsync(template, buffer, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                observation.Fail(result.Outcome.ToString().ToLowerInvariant(), result.ReplyText);
                if (keepFailed is not null)
                {
                    keepFailed(buffer);
                    buffer = null;
                }
            }

            return result;
        }
        catch (Exception e)
        {
            observation.Fail(e);
            throw;
        }
        finally
        {
            buffer?.Return();
        }
    }
}
