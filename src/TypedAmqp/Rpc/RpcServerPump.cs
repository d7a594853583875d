using System.Collections.Concurrent;
using System.Diagnostics;
using TypedAmqp.Consuming;
using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>
/// Gives requests to a server and sends its replies, or the fault when there is none; then acknowledges. A request is redelivered to another server
/// only when this one dies or is stopped before its reply left.
/// </summary>
internal sealed partial class RpcServerPump(RpcServer server, AmqpChannel channel, AmqpBus bus, RpcServerControl control, PumpSettings settings)
    : DeliveryPump(settings)
{
    // A source of tokens with its timer is most of what a request would allocate.
    private readonly ConcurrentQueue<RpcWork> _idle = new();

    public async ValueTask ReplyAsync<TReply>(RpcRequest request, MessageContract<TReply> contract, TReply reply)
    {
        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            contract.Write(reply, body);
            await SendAsync(request.Message, contract.WireName, contract.ContentType, body).ConfigureAwait(false);
        }
        finally
        {
            body.Return();
        }
    }

    protected override Observation Observe(in ReceivedMessage message) =>
        Observation.Process(ActivityKind.Server, Queue, in message).Rpc(Queue, message.Properties.Type.ToString());

    protected override async ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        RpcWork work = _idle.TryDequeue(out RpcWork? idle) ? idle : new RpcWork(bus.Options.Connection.TimeProvider);
        Begin(work, message.Properties);
        control.Begin(work);
        try
        {
            if (!work.CallerGone.IsCancellationRequested)
            {
                await RunAsync(message, work, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            control.End(work);
            if (work.End())
            {
                _idle.Enqueue(work);
            }
            else
            {
                work.Dispose();
            }
        }
    }

    private async ValueTask RunAsync(ReceivedMessage message, RpcWork work, CancellationToken cancellationToken)
    {
        // Being stopped gives up too, by the one token that the service sees; which of the two it was is asked below.
        using CancellationTokenRegistration stopped = cancellationToken.UnsafeRegister(static work => ((RpcWork)work!).GiveUp(), work);
        RpcRequest request = new(this, message, work, work.CallerGone);
        try
        {
            await server.RunAsync(request).ConfigureAwait(false);
        }
        catch (RpcFaultException e) when (WantsReply(message.Properties) && (e.Code.Length > 0 || ContractOf(message, e) is not null))
        {
            await FaultAsync(message, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped: the request goes back, to the next server.
            throw;
        }
        catch (OperationCanceledException) when (work.CallerGone.IsCancellationRequested)
        {
            // The caller has given up as well: nobody would read a reply.
        }
        catch (UndecodableMessageException e)
        {
            await FaultAsync(message, RpcFaultException.UndecodableCode, e.Message).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (e is not AmqpException || channel.IsOpen)
        {
            // What the service does over AMQP may fail as anything else may; only over a channel that is closed no reply can leave. Its text may hold
            // what callers are not meant to see; it is reported here.
            await FaultAsync(message, RpcFaultException.InternalCode, "The service failed.").ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask FaultAsync(ReceivedMessage request, RpcFaultException fault)
    {
        if (ContractOf(request, fault) is not { } contract)
        {
            await FaultAsync(request, fault.Code, fault.Message).ConfigureAwait(false);
            return;
        }

        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            RpcFault.Write(body, contract, fault);
            await SendAsync(request, RpcWire.FaultType, "application/json", body).ConfigureAwait(false);
        }
        finally
        {
            body.Return();
        }
    }

    private async ValueTask FaultAsync(ReceivedMessage request, string code, string text)
    {
        PublishBuffer body = PublishBuffer.Rent();
        try
        {
            RpcFault.Write(body, code, text);
            await SendAsync(request, RpcWire.FaultType, "application/json", body).ConfigureAwait(false);
        }
        finally
        {
            body.Return();
        }
    }

    private async ValueTask SendAsync(ReceivedMessage request, string type, string contentType, PublishBuffer body, string? replyTo = null)
    {
        if (!WantsReply(request.Properties))
        {
            return;
        }

        PublishTemplate template = ReplyTemplate.Create(request.Properties, type, contentType, replyTo);
        await channel.TryPublishAsync(template, default, body.Body, CancellationToken.None).ConfigureAwait(false);
    }

    private RpcFaultContract? ContractOf(ReceivedMessage request, RpcFaultException fault) =>
        server.ContractOf(request.Properties.Type.ToString(), fault);

    private static bool WantsReply(BasicPropertiesView properties) => !properties.ReplyTo.Octets.IsEmpty;

    private static void Begin(RpcWork work, BasicPropertiesView properties) => work.Begin(
        CorrelationId.TextOf(properties.CorrelationId), TimeoutOf(properties) ?? Timeout.InfiniteTimeSpan, CreditOf(properties));

    /// <summary>How long the caller waits: as the header says, else as the expiration does, which programs in other languages may set.</summary>
    private static TimeSpan? TimeoutOf(BasicPropertiesView properties)
    {
        long milliseconds = 0;
        bool isKnown = properties.HasHeaders
            && properties.Headers.TryGet(RpcWire.TimeoutHeaderOctets, out FieldValueView header)
            && header.TryGetInteger(out milliseconds);
        isKnown = isKnown || (properties.HasExpiration && long.TryParse(properties.Expiration.Octets, out milliseconds));
        return isKnown && milliseconds > 0 ? Bounded(milliseconds) : null;
    }

    private static TimeSpan Bounded(long milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
}
