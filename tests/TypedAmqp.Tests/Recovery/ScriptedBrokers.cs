using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Recovery;

/// <summary>One scripted peer after the other, for a bus that loses them.</summary>
internal sealed class ScriptedBrokers : IAsyncDisposable
{
    private readonly Queue<ScriptedPeer> _next;
    private readonly ScriptedPeer[] _all;
    private AmqpBus? _bus;

    public ScriptedBrokers(int count)
    {
        _all = [.. Enumerable.Range(0, count).Select(static _ => new ScriptedPeer())];
        _next = new Queue<ScriptedPeer>(_all);
    }

    public ScriptedPeer this[int index] => _all[index];

    /// <summary>A bus without a topology on the first peer.</summary>
    public async Task<AmqpBus> ConnectAsync(Func<AmqpBusOptions, AmqpBusOptions>? configure = null)
    {
        AmqpBusOptions options = new()
        {
            Connection = new AmqpConnectionOptions
            {
                Transport = cancellationToken => _next.TryDequeue(out ScriptedPeer? peer)
                    ? peer.Options.Transport!(cancellationToken)
                    : throw new IOException("There are no more peers."),
                CloseTimeout = TimeSpan.FromMilliseconds(100),
            },
            Recovery = RecoveryWorld.Quickly,
        };
        Task<AmqpBus> connecting = AmqpBus.ConnectAsync(configure?.Invoke(options) ?? options);
        await AcceptAsync(0);
        _bus = await connecting.WaitAsync(ScriptedPeer.Patience);
        return _bus;
    }

    /// <summary>A peer's half of the handshake, and of the opening of the channel that the bus publishes on.</summary>
    public async Task AcceptAsync(int index)
    {
        ScriptedPeer peer = _all[index];
        await peer.AcceptAsync();
        PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
        peer.Send(open.Channel, new ChannelOpenOk());
        await peer.ExpectAsync(MethodId.ConfirmSelect);
        peer.Send(open.Channel, new ConfirmSelectOk());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedPeer peer in _all)
        {
            await peer.DisposeAsync();
        }

        if (_bus is not null)
        {
            await _bus.DisposeAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
        }
    }
}
