using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;
using TypedAmqp.Publishing;

namespace TypedAmqp.Rpc;

/// <summary>A call without reply: its request is a message like others, and confirmed like them.</summary>
internal static class OneWayCall
{
    /// <exception cref="RpcUnavailableException">The service's queue does not exist.</exception>
    /// <exception cref="PublishException">The broker rejected the request, or did not confirm it in time.</exception>
    public static async ValueTask SendAsync<TRequest>(
        PublishChannel publishing, string service, RpcMethod<TRequest, Nothing> method, TRequest request, CancellationToken cancellationToken)
    {
        using Observation? observation = Observation.IsSendingObserved ? Observation.Call(service, method.Name) : null;
        observation?.SetServer(publishing.Endpoint);
        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            method.RequestContract.Write(request, body);
            TraceContext.Inject(body);
            PublishTemplate template = new("", method.CreateOneWayProperties(), mandatory: true, routingKey: service);
            PublishResult result = await publishing.TryPublishAsync(template, body, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == PublishOutcome.Returned)
            {
                throw new RpcUnavailableException(service, $"{(int)result.ReplyCode} {result.ReplyText}: there is no such queue.");
            }

            if (!result.IsSuccess)
            {
                throw new PublishException("", service, result);
            }
        }
        catch (Exception e)
        {
            observation?.Fail(e);
            throw;
        }
        finally
        {
            body.Return();
        }
    }
}
