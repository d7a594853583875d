using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;

namespace TypedAmqp.Publishing;

/// <content>Publishing while somebody listens.</content>
internal sealed partial class PublishChannel
{
    private async ValueTask ObserveOrThrowAsync<T>(Route<T> route, T message, CancellationToken cancellationToken) =>
        await ObserveAsync(route, message, throws: true, cancellationToken).ConfigureAwait(false);

    /// <param name="route">The route.</param>
    /// <param name="message">The message.</param>
    /// <param name="throws">Whether a message that is not confirmed is an exception.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async ValueTask<PublishResult> ObserveAsync<T>(Route<T> route, T message, bool throws, CancellationToken cancellationToken)
    {
        PublishTemplate template = TemplateOf(route.Template);
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

            PublishResult result = await TryPublishAsync(template, buffer, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                observation.Fail(result.Outcome.ToString().ToLowerInvariant(), result.ReplyText);
            }

            return result.IsSuccess || !throws ? result : throw PublishException.Of(template, buffer, result);
        }
        catch (Exception e) when (e is not PublishException)
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
