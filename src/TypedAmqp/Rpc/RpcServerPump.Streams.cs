using TypedAmqp.Generated;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <content>Replies that are streams.</content>
internal sealed partial class RpcServerPump
{
    /// <summary>Sends the items of a stream, as many ahead as the caller takes, and then its end.</summary>
    public async ValueTask StreamAsync<TReply>(RpcRequest request, MessageContract<TReply> contract, IAsyncEnumerable<TReply> items)
    {
        string? replyTo = CreditOf(request.Message.Properties) is null ? null : control.Queue;
        await foreach (TReply item in items.WithCancellation(request.CancellationToken).ConfigureAwait(false))
        {
            await request.Work.TakeCreditAsync(() => IsCallerThereAsync(request), request.CancellationToken).ConfigureAwait(false);
            PublishBuffer body = PublishBuffer.Rent();
            try
            {
                contract.Write(item, body);
                await SendAsync(request.Message, contract.WireName, contract.ContentType, body, replyTo).ConfigureAwait(false);
            }
            finally
            {
                body.Return();
            }
        }

        await ReplyAsync(request, End, default).ConfigureAwait(false);
    }

    private static MessageContract<Nothing> End { get; } = Nothing.Named(RpcWire.EndType);

    /// <summary>Asks the broker whether the queue for the replies is still there, on a channel that the answer may close.</summary>
    private async Task<bool> IsCallerThereAsync(RpcRequest request)
    {
        AmqpChannel asking = await bus.OpenChannelAsync(request.CancellationToken).ConfigureAwait(false);
        await using (asking.ConfigureAwait(false))
        {
            try
            {
                await asking.InspectQueueAsync(request.Message.Properties.ReplyTo.ToString(), request.CancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (AmqpChannelException e)
            {
                // Any other refusal is about a queue that is there.
                return e.ReplyCode != ReplyCode.NotFound;
            }
        }
    }

    private static int? CreditOf(BasicPropertiesView properties) => properties.HasHeaders
        && properties.Headers.TryGet(RpcWire.CreditHeaderOctets, out FieldValueView header)
        && header.TryGetInteger(out long credit)
        && credit is >= 0 and <= int.MaxValue / 2
        ? (int)credit
        : null;
}
