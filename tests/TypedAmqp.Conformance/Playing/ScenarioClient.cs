using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>One end of a connection. It says what it is told; what comes is kept, channel by channel, until somebody asks for it.</summary>
public sealed class ScenarioClient : IAsyncDisposable
{
    private static readonly byte[] ProtocolHeader = [.. "AMQP"u8, 0, 0, 9, 1];

    private readonly IDuplexPipe _transport;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly TimeSpan _patience;
    private readonly Pace _pace;
    private readonly List<byte> _unsent = [];
    private readonly Channel<Received> _arrived = Channel.CreateUnbounded<Received>();
    private readonly Dictionary<ushort, Queue<Received>> _kept = [];
    private readonly Dictionary<ushort, Confirms> _confirms = [];
    private readonly Task _reading;
    private bool _isRunning;
    private bool _isClosing;

    public ScenarioClient(IDuplexPipe transport, TimeSpan patience, Pace pace = Pace.Natural)
    {
        _pace = pace;
        _transport = transport;
        _patience = patience;
        _reading = ReadAsync();
    }

    /// <summary>The broker closes the connection: only its end is still to be expected.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Channels that are open, as far as the client can know.</summary>
    public SortedSet<ushort> Open { get; } = [];

    /// <summary>The transport has ended, or is about to: nothing is to be expected any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The greatest frame that was agreed upon.</summary>
    public int FrameMax { get; set; } = 131072;

    /// <summary>Channels on which something is kept.</summary>
    public IEnumerable<ushort> KeptChannels => _kept.Where(static pair => pair.Value.Count > 0).Select(static pair => pair.Key).Order();

    /// <summary>From the protocol header to connection.open-ok; what came instead, if it did.</summary>
    public async Task<Received?> HandshakeAsync(Dictionary<string, FieldValue> options, string virtualHost)
    {
        await SendAsync(ProtocolHeader);
        string user = options.TryGetValue("user", out FieldValue? name) ? Encoding.UTF8.GetString(name.Octets) : "guest";
        string password = options.TryGetValue("password", out FieldValue? secret) ? Encoding.UTF8.GetString(secret.Octets) : user;
        FieldValue capabilities = options.GetValueOrDefault("capabilities") ?? Capabilities();
        FrameMax = options.TryGetValue("frame-max", out FieldValue? max) && max.Number != 0 ? (int)max.Number : FrameMax;
        return await AwaitOnlyAsync("connection.start") ?? await TalkAsync("connection.tune", "connection.start-ok", new()
        {
            ["mechanism"] = FieldValue.Text("PLAIN"u8.ToArray()),
            ["response"] = FieldValue.Text(Encoding.UTF8.GetBytes($"\0{user}\0{password}")),
            ["locale"] = FieldValue.Text("en_US"u8.ToArray()),
            ["client-properties"] = new FieldValue('F', new List<Field> { new("capabilities", capabilities) }),
        }) ?? await TalkAsync(null, "connection.tune-ok", new()
        {
            ["channel-max"] = options.GetValueOrDefault("channel-max") ?? new FieldValue('I', 2047L),
            ["frame-max"] = options.GetValueOrDefault("frame-max") ?? new FieldValue('I', 131072L),
            ["heartbeat"] = options.GetValueOrDefault("heartbeat") ?? new FieldValue('I', 0L),
        }) ?? await TalkAsync("connection.open-ok", "connection.open", new()
        {
            ["virtual-host"] = options.GetValueOrDefault("virtual-host") ?? FieldValue.Text(Encoding.UTF8.GetBytes(virtualHost)),
        });
    }

    /// <summary>Sends a method and waits for its answer, or for what comes instead.</summary>
    public async Task<Received?> CallAsync(ushort channel, string method, Dictionary<string, FieldValue> arguments)
    {
        MethodSpec spec = Specification.Find(method)!;
        await SendAsync(channel, spec, arguments);
        return await NextAsync(channel);
    }

    /// <summary>Sends a method.</summary>
    public Task SendAsync(ushort channel, MethodSpec method, Dictionary<string, FieldValue> arguments)
    {
        if (method.Name == "confirm.select")
        {
            _confirms.TryAdd(channel, new Confirms());
        }

        return SendAsync(WireWriter.Frame(1, channel, WireWriter.Method(method, arguments)));
    }

    /// <summary>A publish is complete: it may be confirmed.</summary>
    public void Published(ushort channel) => _confirms.GetValueOrDefault(channel)?.Published();

    /// <summary>Sends octets.</summary>
    public async Task SendAsync(byte[] octets)
    {
        _unsent.AddRange(octets);
        if (_pace != Pace.Together)
        {
            await SendUnsentAsync();
        }

        if (_pace == Pace.Apart)
        {
            // This pace is a pause: the broker is to find what comes next in a read of its own, and nobody here can see what it has read.
            await Task.Delay(Pause);
        }
    }

    /// <summary>Sends what was to go with what follows.</summary>
    public async Task SendUnsentAsync()
    {
        if (_unsent.Count == 0)
        {
            return;
        }

        byte[] octets = [.. _unsent];
        _unsent.Clear();
        try
        {
            await _transport.Output.WriteAsync(octets).AsTask().WaitAsync(_patience);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The broker has hung up: whoever waits for it will see.
        }
    }

    /// <summary>The next thing on a channel, or what ended it before; null when nothing comes.</summary>
    public async Task<Received?> NextAsync(ushort channel)
    {
        while (true)
        {
            foreach (ushort place in new[] { channel, (ushort)0 })
            {
                if (_kept.TryGetValue(place, out Queue<Received>? kept) && kept.TryDequeue(out Received? received))
                {
                    return received;
                }
            }

            if (HasEnded || !await ArriveAsync())
            {
                return null;
            }
        }
    }

    /// <summary>What is kept of a channel, one after the other.</summary>
    public bool TryTake(ushort channel, [NotNullWhen(true)] out Received? received)
    {
        received = null;
        return _kept.TryGetValue(channel, out Queue<Received>? kept) && kept.TryDequeue(out received);
    }

    /// <summary>Ends the connection in order, so that all that the broker has to say on open channels is there.</summary>
    public async Task CloseAsync()
    {
        if (!_isRunning || HasEnded)
        {
            return;
        }

        _isClosing = true;
        foreach (ushort channel in Open)
        {
            await SendAsync(channel, Specification.Find("channel.flow")!, new() { ["active"] = new FieldValue('t', true) });
        }

        while (Open.Count > 0 && _isRunning && await ArriveAsync())
        {
        }

        await SendAsync(0, Specification.Find(_isRunning ? "connection.close" : "connection.close-ok")!, []);
        while (_isRunning && await ArriveAsync())
        {
        }
    }

    /// <summary>Ends the transport without a word.</summary>
    public async Task HangUpAsync()
    {
        await SendUnsentAsync();
        HasEnded = true;
        await _transport.Output.CompleteAsync();
        _transport.Input.CancelPendingRead();
        await _reading;
        await _transport.Input.CompleteAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(HangUpAsync());

    private static FieldValue Capabilities() => new('F', new[]
    {
        "publisher_confirms", "exchange_exchange_bindings", "basic.nack", "consumer_cancel_notify", "connection.blocked",
        "authentication_failure_close",
    }.Select(static name => new Field(name, new FieldValue('t', true))).ToList());

    private async Task<Received?> TalkAsync(string? answer, string method, Dictionary<string, FieldValue> arguments)
    {
        await SendAsync(0, Specification.Find(method)!, arguments);
        return answer is null ? null : await AwaitOnlyAsync(answer);
    }

    private async Task<Received?> AwaitOnlyAsync(string name)
    {
        Received? received = await NextAsync(0) ?? new Received(0, "nothing", []);
        return received.Name == name ? null : received;
    }

    private async Task<bool> ArriveAsync()
    {
        await SendUnsentAsync();
        using CancellationTokenSource patience = new(_patience);
        Received received;
        try
        {
            received = await _arrived.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        switch (received.Name)
        {
            case "connection.open-ok": _isRunning = true; break;
            case "channel.open-ok": Open.Add(received.Channel); break;
            case "channel.close" or "channel.close-ok":
                Open.Remove(received.Channel);
                _confirms.Remove(received.Channel);
                break;
            case "connection.close":
                IsClosing = true;
                _isRunning = false;
                break;
            case Received.End or "connection.close-ok":
                _isRunning = false;
                HasEnded = received.Name == Received.End;
                if (_isClosing)
                {
                    return true;
                }

                break;
            case "channel.flow-ok" when _isClosing:
                Open.Remove(received.Channel);
                return true;
        }

        bool confirms = received.Name is "basic.ack" or "basic.nack";
        foreach (Received each in confirms ? _confirms[received.Channel].Expand(received) : [received])
        {
            if (!_kept.TryGetValue(received.Channel, out Queue<Received>? kept))
            {
                _kept.Add(received.Channel, kept = new Queue<Received>());
            }

            kept.Enqueue(each);
        }

        return true;
    }

    private async Task ReadAsync()
    {
        FrameCutter cutter = new();
        try
        {
            while (true)
            {
                ReadResult result = await _transport.Input.ReadAsync();
                ReadOnlySequence<byte> buffer = result.Buffer;
                cutter.Cut(ref buffer).ForEach(received => _arrived.Writer.TryWrite(received));
                _transport.Input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // Reset instead of closed; to a client it is the same.
        }
        catch (ObjectDisposedException) when (HasEnded)
        {
            // Hanging up closes the socket, maybe between two reads.
        }
        finally
        {
            _arrived.Writer.TryWrite(new Received(0, Received.End, []));
        }
    }
}
