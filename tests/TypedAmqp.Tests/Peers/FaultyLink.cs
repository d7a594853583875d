using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TypedAmqp.Tests.Peers;

/// <summary>A TCP relay between a client and its broker, which a test breaks in the ways in which networks break.</summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Socket, Task> _pairs = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IPEndPoint _here;
    private Socket? _listener;
    private TaskCompletionSource _passes = new();
    private long _untilCut = long.MaxValue;
    private long _untilStall = long.MaxValue;
    private int _accepted;

    /// <param name="target">The broker's port on the loopback.</param>
    public FaultyLink(int target)
    {
        Target = target;
        _passes.SetResult();
        _here = Listen(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>The broker's port, which may change when it is restarted.</summary>
    public int Target { get; set; }

    public Uri Endpoint => new($"amqp://127.0.0.1:{_here.Port}");

    /// <summary>How many connections came.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Resets every connection that there is.</summary>
    public void Drop()
    {
        foreach (Socket socket in _pairs.Keys)
        {
            Reset(socket);
        }
    }

    /// <summary>Takes no connections any more, and resets those that there are.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener!.Dispose();
            _listener = null;
        }

        Drop();
    }

    /// <summary>Takes connections again, on the same port.</summary>
    public void Accept() => Listen(_here);

    /// <summary>
    /// Nothing passes any more, either way; connections stay, and new ones are taken and pass nothing: as behind a network that is cut in two.
    /// </summary>
    public void Stall()
    {
        lock (_gate)
        {
            _passes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Whether nothing passes.</summary>
    public bool IsStalled => !PassesAsync().IsCompleted;

    /// <summary>
    /// Passes so many octets more to the client, of all connections together, and then nothing any more, as <see cref="Stall"/> does.
    /// </summary>
    public void StallAfter(long octets) => Interlocked.Exchange(ref _untilStall, octets);

    /// <summary>What was held passes, late.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _passes.TrySetResult();
        }
    }

    /// <summary>
    /// Passes so many octets more to the client, of all connections together, and then resets the one that had the last: in the middle of a frame.
    /// </summary>
    public void CutAfter(long octets) => Interlocked.Exchange(ref _untilCut, octets);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Resume();
        lock (_gate)
        {
            _listener?.Dispose();
        }

        Drop();
        await Task.WhenAll(_pairs.Values).WaitAsync(ScriptedPeer.Patience);
        _ending.Dispose();
    }

    private IPEndPoint Listen(IPEndPoint at)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(at);
        listener.Listen();
        lock (_gate)
        {
            _listener = listener;
        }

        _ = AcceptAsync(listener);
        return (IPEndPoint)listener.LocalEndPoint!;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync(_ending.Token);
                Interlocked.Increment(ref _accepted);
                _pairs[client] = Task.CompletedTask;
                _pairs[client] = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // No connections are taken any more.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket broker = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, Target, _ending.Token);
            await Task.WhenAny(CopyAsync(client, broker, isToClient: false), CopyAsync(broker, client, isToClient: true));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // There is no broker.
        }

        Reset(client);
        Reset(broker);
        _pairs.TryRemove(client, out _);
    }

    private async Task CopyAsync(Socket from, Socket to, bool isToClient)
    {
        byte[] octets = new byte[16 * 1024];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(octets, _ending.Token);
                await PassesAsync();
                if (count == 0)
                {
                    return;
                }

                long left = isToClient ? Interlocked.Add(ref _untilCut, -count) : long.MaxValue;
                if (left < 0)
                {
                    Interlocked.Exchange(ref _untilCut, long.MaxValue);
                    await to.SendAsync(octets.AsMemory(0, (int)Math.Max(count + left, 0)), _ending.Token);
                    return;
                }

                int now = isToClient ? CountBeforeStall(count) : count;
                await to.SendAsync(octets.AsMemory(0, now), _ending.Token);
                await PassesAsync();
                await to.SendAsync(octets.AsMemory(now, count - now), _ending.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two is gone: so is the other, in a moment.
        }
    }

    private int CountBeforeStall(int count)
    {
        long left = Interlocked.Add(ref _untilStall, -count);
        if (left >= 0)
        {
            return count;
        }

        Interlocked.Exchange(ref _untilStall, long.MaxValue);
        Stall();
        return (int)Math.Max(count + left, 0);
    }

    private Task PassesAsync()
    {
        lock (_gate)
        {
            return _passes.Task;
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
