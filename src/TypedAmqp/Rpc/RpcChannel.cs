using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;
using TypedAmqp.Recovery;
using TypedAmqp.Topologies;

namespace TypedAmqp.Rpc;

/// <summary>
/// The channel that a bus calls services on: any number of calls at once, replies by direct reply-to, which wants requests published on the channel
/// that consumes the replies.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Disposing the semaphore would leave whoever waits in it there forever; without its wait handle it holds nothing.")]
internal sealed partial class RpcChannel(BusConnection source, AmqpBusOptions options, NameMap names) : IMessageHandler
{
    private readonly PendingCalls _calls = new();
    private readonly ConcurrentDictionary<object, object> _pools = new();
    private readonly SemaphoreSlim _opening = new(1);
    private readonly ILogger _logger = options.CreateLogger();
    private AmqpChannel? _channel;
    private long _unknownReplies;

    /// <summary>How many calls wait for their reply.</summary>
    public int Waiting => _calls.Count;

    /// <summary>How many replies came that nobody waits for (any more).</summary>
    public long UnknownReplies => Volatile.Read(ref _unknownReplies);

    /// <exception cref="RpcFaultException">The server could not do it, and says why.</exception>
    /// <exception cref="RpcUnavailableException">Nobody serves the method.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    public ValueTask<TReply> CallAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken) =>
        method.IsRepeatable ? CallUntilAnsweredAsync(method, request, cancellationToken) : CallOnceAsync(method, request, cancellationToken);

    private ValueTask<TReply> CallOnceAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
    {
        return Observation.IsSendingObserved ? ObserveAsync(method, request, cancellationToken) : BeginAsync(method, request, cancellationToken);
    }

    private async ValueTask<TReply> ObserveAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
    {
        using Observation observation = Observation.Call(names.Queue(method.Service), method.Name);
        observation.SetServer(source.Endpoint);
        try
        {
            return await BeginAsync(method, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            observation.Fail(e);
            throw;
        }
    }

    private ValueTask<TReply> BeginAsync<TRequest, TReply>(RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
    {
        AmqpChannel? channel = Volatile.Read(ref _channel);
        long begun = options.Connection.TimeProvider.GetTimestamp();
        return channel is { IsOpen: true }
            ? Call(channel, method, request, begun, cancellationToken)
            : OpenAndCallAsync(method, request, begun, cancellationToken);
    }

    /// <summary>A reply.</summary>
    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> type = Arrival.TypeOf(in message);
        bool isLast = type.SequenceEqual(RpcWire.EndTypeOctets) || type.SequenceEqual(RpcWire.FaultTypeOctets);
        if (CorrelationId.TryParse(message.Properties.CorrelationId.Octets, _calls.Caller, out ulong id) && _calls.Take(id, isLast) is { } call)
        {
            call.Complete(in message);
        }
        else
        {
            Interlocked.Increment(ref _unknownReplies);
            TypedAmqpMetrics.UnknownReplies.Add(1);
            ConsumerLog.UnknownReply(_logger);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Calls once more where the connection was lost before the reply came: all calls together have the time of one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TReply> CallUntilAnsweredAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
    {
        long begun = options.Connection.TimeProvider.GetTimestamp();
        try
        {
            return await CallOnceAsync(method, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            // The first call is the rule, and costs no more than others.
        }

        using CancellationTokenSource deadline = new(
            TimeSpan.FromTicks(Math.Max(0, (method.Timeout - options.Connection.TimeProvider.GetElapsedTime(begun)).Ticks)),
            options.Connection.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        while (true)
        {
            try
            {
                return await CallOnceAsync(method, request, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (either.IsCancellationRequested)
            {
                throw cancellationToken.IsCancellationRequested
                    ? new OperationCanceledException($"The call of {method.Name} was cancelled.", e, cancellationToken)
                    : new TimeoutException(
                        $"No reply to {method.Name} came within {method.Timeout.TotalSeconds} s, over more than one connection.", e);
            }
            catch (Exception e) when (IsLost(e))
            {
                // Opening the channel waits for the next connection.
            }
        }
    }

    private bool IsLost(Exception e) =>
        !source.Ended.IsCompleted
            && e is (RpcUnavailableException { IsReplyLost: true } or AmqpChannelClosedException or AmqpConnectionClosedException);

    private async ValueTask<TReply> OpenAndCallAsync<TRequest, TReply>(
        RpcMethod<TRequest, TReply> method, TRequest request, long begun, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await OpenAsync(method, cancellationToken).ConfigureAwait(false);
        return await Call(channel, method, request, begun, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TReply> Call<TRequest, TReply>(
        AmqpChannel channel, RpcMethod<TRequest, TReply> method, TRequest request, long begun, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TReply>(cancellationToken);
        }

        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            method.RequestContract.Write(request, body);
            TraceContext.Inject(body);
        }
        catch
        {
            body.Return();
            throw;
        }

        PendingCall<TRequest, TReply> call = PoolOf(method).Rent();
        ValueTask<TReply> reply = call.Begin(channel, begun, cancellationToken);
        ulong id = call.Id;
        ValueTask<PublishResult> publish;
        try
        {
            publish = channel.TryPublishAsync(call.Template, default, body.Headers, body.Body, call.GivenUp);
        }
        catch (Exception e)
        {
            publish = ValueTask.FromException<PublishResult>(e);
        }

        if (publish.IsCompletedSuccessfully)
        {
            OnPublished(publish.Result, id);
            body.Return();
            call.Release();
        }
        else
        {
            _ = AwaitPublishAsync(publish, call, id, body);
        }

        return reply;
    }

    private async Task AwaitPublishAsync<TRequest, TReply>(
        ValueTask<PublishResult> publish, PendingCall<TRequest, TReply> call, ulong id, PublishBuffer body)
    {
        try
        {
            OnPublished(await publish.ConfigureAwait(false), id);
        }
        catch (Exception e)
        {
            _calls.Take(id)?.Fail(e);
        }
        finally
        {
            body.Return();
            call.Release();
        }
    }

    private void OnPublished(PublishResult result, ulong id)
    {
        if (!result.IsSuccess)
        {
            _calls.Take(id)?.FailUnavailable(result.ReplyText ?? "the request could not be sent.");
        }
    }

    // On the read loop: completing a call runs nobody's code there.
    private void OnReturned(ReturnedMessage message)
    {
        if (CorrelationId.TryParse(message.Properties.CorrelationId.Octets, _calls.Caller, out ulong id))
        {
            _calls.Take(id)?.FailUnavailable($"{(int)message.ReplyCode} {message.ReplyText}: there is no such queue.");
        }
    }

    private CallPool<TRequest, TReply> PoolOf<TRequest, TReply>(RpcMethod<TRequest, TReply> method) =>
        _pools.TryGetValue(method, out object? pool)
            ? (CallPool<TRequest, TReply>)pool
            : (CallPool<TRequest, TReply>)_pools.GetOrAdd(
                method, new CallPool<TRequest, TReply>(method, names.Queue(method.Service), _calls, options.Connection.TimeProvider));

    /// <summary>Opens the channel, for which a call waits no longer than for its reply.</summary>
    private async Task<AmqpChannel> OpenAsync(RpcMethod method, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(method.Timeout, options.Connection.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await OpenAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{method.Name} could not be called within {method.Timeout.TotalSeconds} s: there is no connection to the broker.");
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"The call of {method.Name} was cancelled.", e, cancellationToken);
        }
    }

    private async Task<AmqpChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channel is { IsOpen: true } open)
            {
                return open;
            }

            AmqpChannelOptions channelOptions = new() { PublisherConfirms = false, Returned = OnReturned };
            AmqpConnection connection = await source.WhenOpenAsync(cancellationToken).ConfigureAwait(false);
            AmqpChannel channel = await connection.OpenChannelAsync(channelOptions, cancellationToken).ConfigureAwait(false);
            await ReceiveRepliesAsync(channel, cancellationToken).ConfigureAwait(false);
            _ = FailWhenClosedAsync(channel);
            Volatile.Write(ref _channel, channel);
            return channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task ReceiveRepliesAsync(AmqpChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.ConsumeAsync(RpcWire.DirectReplyTo, this, new ConsumeOptions { NoAck = true }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Whoever calls next opens another.
            channel.CloseBecause(CloseReason.ByProgram("opening it was given up"));
            throw;
        }
    }

    private async Task FailWhenClosedAsync(AmqpChannel channel)
    {
        CloseReason reason = await channel.Closed.ConfigureAwait(false);
        foreach (PendingCall call in _calls.TakeAll(channel))
        {
            call.FailUnavailable($"the channel was closed before the reply came ({reason}).", isReplyLost: true);
        }
    }
}
