using System.Runtime.CompilerServices;
using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <content>Calls whose reply is a stream.</content>
internal sealed partial class RpcChannel
{
    /// <summary>How many items may be on the way to a caller who has not asked for them yet.</summary>
    internal const int Window = 128;

    /// <exception cref="RpcFaultException">The server could not do it, or go on, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">An item did not come in time.</exception>
    public IAsyncEnumerable<TReply> StreamAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken) =>
        Observation.IsSendingObserved ? ObserveStreamAsync(method, request, cancellationToken) : ReadStreamAsync(method, request, cancellationToken);

    // An iterator cannot give an item on from where it catches: it is asked for one by one here.
    private async IAsyncEnumerable<TReply> ObserveStreamAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Observation observation = Observation.Call(names.Queue(method.Service), method.Name);
        observation.SetServer(source.Endpoint);
        IAsyncEnumerator<TReply> items = ReadStreamAsync(method, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await MoveAsync(items, observation).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    private static async ValueTask<bool> MoveAsync<TReply>(IAsyncEnumerator<TReply> items, Observation observation)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            observation.Fail(e);
            throw;
        }
    }

    private async IAsyncEnumerable<TReply> ReadStreamAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AmqpChannel channel = await OpenAsync(method, cancellationToken).ConfigureAwait(false);
        string service = names.Queue(method.Service);
        PendingStream<TRequest, TReply> stream = new(method, service) { Channel = channel };
        _calls.Add(stream);
        ulong id = stream.Id;
        string correlationId = CorrelationId.Text(_calls.Caller, id);
        using CancellationTokenSource deadline = new(Timeout.InfiniteTimeSpan, options.Connection.TimeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            deadline.CancelAfter(method.Timeout);
            await RequestAsync(channel, method, request, id, correlationId, both.Token).ConfigureAwait(false);
            int taken = 0;
            while (await WaitAsync(stream, deadline, method, both.Token, cancellationToken).ConfigureAwait(false))
            {
                while (stream.TryRead(out TReply? item))
                {
                    yield return item;
                    if (++taken == Window / 2 && stream.Server is { } server)
                    {
                        RpcControl.Grant(channel, server, correlationId, taken);
                        taken = 0;
                    }
                }
            }
        }
        finally
        {
            // It is still there when its consumer has enough, or waits no longer.
            if (_calls.Take(id) is not null)
            {
                if (stream.Server is { } server)
                {
                    RpcControl.CancelAt(channel, server, correlationId);
                }
                else
                {
                    RpcControl.Cancel(channel, service, correlationId);
                }
            }
        }
    }

    private async Task RequestAsync<TRequest, TReply>(
        AmqpChannel channel, RpcMethod<TRequest, TReply> method, TRequest request, ulong id, string correlationId, CancellationToken giveUp)
    {
        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            method.RequestContract.Write(request, body);
            TraceContext.Inject(body);
            PublishTemplate template = new(
                "", method.CreateProperties(correlationId, Window), mandatory: true, routingKey: names.Queue(method.Service));
            OnPublished(await channel.TryPublishAsync(template, default, body.Headers, body.Body, giveUp).ConfigureAwait(false), id);
        }
        catch (OperationCanceledException)
        {
            // It never left. Who gave it up, and why, is told by the wait for its first item.
        }
        finally
        {
            body.Return();
        }
    }

    /// <summary>Waits for items, each as long as a call may take.</summary>
    private static async ValueTask<bool> WaitAsync<TRequest, TReply>(
        PendingStream<TRequest, TReply> stream,
        CancellationTokenSource deadline,
        RpcMethod<TRequest, TReply> method,
        CancellationToken either,
        CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<bool> wait = stream.WaitToReadAsync(either);
            if (!wait.IsCompleted)
            {
                deadline.CancelAfter(method.Timeout);
            }

            bool isMore = await wait.ConfigureAwait(false);
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            return isMore;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The next item of {method.Name} did not come within {method.Timeout.TotalSeconds} s.");
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"The call of {method.Name} was cancelled.", e, cancellationToken);
        }
    }
}
