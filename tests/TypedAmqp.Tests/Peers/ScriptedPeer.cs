using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Peers;

/// <summary>A broker's end of a connection, over a pair of pipes, that does just what a test says: also what no broker should.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Pipe _toPeer;
    private readonly CountingReader _reader;
    private long _sent;
    private readonly FrameScratch _scratch = new();
    private readonly List<AmqpConnection> _connections = [];

    /// <param name="windowOctets">How many octets the client may send that the peer has not read, before its flush waits.</param>
    public ScriptedPeer(int windowOctets = 64 * 1024)
    {
        _reader = new CountingReader(_toClient.Reader);
        _toPeer = new Pipe(
            new PipeOptions(pauseWriterThreshold: windowOctets, resumeWriterThreshold: windowOctets / 2, useSynchronizationContext: false));
    }

    /// <summary>No answer takes so long, unless something hangs.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(20);

    public VirtualClock Clock { get; } = new();

    /// <summary>What was sent and the client has not read.</summary>
    public long UnreadOctets => _sent - _reader.Consumed;

    public AmqpConnectionOptions Options => new()
    {
        Transport = _ => ValueTask.FromResult<IDuplexPipe>(new Ends(_reader, _toPeer.Writer)),
        TimeProvider = Clock,
    };

    /// <summary>A client that is connected to this peer.</summary>
    public async Task<AmqpConnection> ConnectAsync(
        AmqpConnectionOptions? options = null, ushort channelMax = 2047, uint frameMax = 131072, ushort heartbeat = 0)
    {
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(options ?? Options);
        await AcceptAsync(channelMax, frameMax, heartbeat);
        AmqpConnection connection = await connecting.WaitAsync(Patience);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>The broker's half of the handshake.</summary>
    public async Task AcceptAsync(ushort channelMax = 2047, uint frameMax = 131072, ushort heartbeat = 0)
    {
        await StartAsync();
        Send(0, new ConnectionTune { ChannelMax = channelMax, FrameMax = frameMax, Heartbeat = heartbeat });
        await ExpectAsync(MethodId.ConnectionTuneOk);
        await ExpectAsync(MethodId.ConnectionOpen);
        Send(0, new ConnectionOpenOk());
    }

    /// <summary>The handshake up to <c>connection.start-ok</c>.</summary>
    public async Task<PeerFrame> StartAsync(string mechanisms = "AMQPLAIN PLAIN")
    {
        await ReceiveProtocolHeaderAsync();
        Send(0, new ConnectionStart { VersionMinor = 9, Mechanisms = mechanisms, Locales = "en_US"u8 });
        return await ExpectAsync(MethodId.ConnectionStartOk);
    }

    /// <summary>A channel of the client that this peer has agreed to.</summary>
    public async Task<AmqpChannel> OpenChannelAsync(AmqpConnection connection, AmqpChannelOptions? options = null)
    {
        Task<AmqpChannel> opening = connection.OpenChannelAsync(options);
        PeerFrame open = await ExpectAsync(MethodId.ChannelOpen);
        Send(open.Channel, new ChannelOpenOk());
        if (options?.PublisherConfirms ?? true)
        {
            await ExpectAsync(MethodId.ConfirmSelect);
            Send(open.Channel, new ConfirmSelectOk());
        }

        return await opening.WaitAsync(Patience);
    }

    /// <summary>A consumer of the client that this peer has agreed to.</summary>
    public async Task<AmqpConsumer> ConsumeAsync(AmqpChannel channel, IMessageHandler handler, ConsumeOptions? options = null, string tag = "c")
    {
        options ??= new ConsumeOptions { Prefetch = 0 };
        Task<AmqpConsumer> consuming = channel.ConsumeAsync("q", handler, options);
        if (!options.NoAck && options.Prefetch != 0)
        {
            await ExpectAsync(MethodId.BasicQos);
            Send((ushort)channel.Number, new BasicQosOk());
        }

        await ExpectAsync(MethodId.BasicConsume);
        Send((ushort)channel.Number, new BasicConsumeOk { ConsumerTag = tag });
        return await consuming.WaitAsync(Patience);
    }

    public async Task ReceiveProtocolHeaderAsync()
    {
        int length = ProtocolHeader.Octets.Length;
        ReadResult result = await _toPeer.Reader.ReadAtLeastAsync(length).AsTask().WaitAsync(Patience);
        Assert.Equal(ProtocolHeader.Octets.ToArray(), result.Buffer.Slice(0, length).ToArray());
        _toPeer.Reader.AdvanceTo(result.Buffer.GetPosition(length));
    }

    public void Send<T>(ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        FrameWriter.WriteMethod(_toClient.Writer, channel, method);
        Flush();
    }

    /// <summary>Sends a method with its content, in body frames of the size given.</summary>
    public void SendContent<T>(ushort channel, in T method, byte[] body, BasicProperties? properties = null, int frameMax = 131072)
        where T : struct, IMethod<T>, allows ref struct
    {
        FrameWriter.WriteMethod(_toClient.Writer, channel, method);
        FrameWriter.WriteHeader(_toClient.Writer, channel, (ulong)body.Length, properties ?? BasicProperties.Empty);
        FrameWriter.WriteBody(_toClient.Writer, channel, body, frameMax);
        Flush();
    }

    public void SendHeartbeat()
    {
        FrameWriter.WriteHeartbeat(_toClient.Writer);
        Flush();
    }

    public void SendOctets(ReadOnlySpan<byte> octets)
    {
        _toClient.Writer.Write(octets);
        Flush();
    }

    /// <summary>Ends the transport, as a broker that died.</summary>
    public void Vanish()
    {
        _toClient.Writer.Complete();
        _toPeer.Reader.Complete();
    }

    /// <summary>Ends the other direction: nothing more of the client is read, which it finds out when it writes.</summary>
    public void StopReading() => _toPeer.Reader.Complete();

    /// <summary>Ends one direction: nothing more comes from the broker.</summary>
    public void StopSending() => _toClient.Writer.Complete();

    /// <summary>The next frame of the client, heartbeats included.</summary>
    public async Task<PeerFrame> ReceiveAsync() => await TryReceiveAsync() ?? throw new InvalidOperationException("The client closed the transport.");

    /// <summary>The next frame of the client, or null at the end.</summary>
    public async Task<PeerFrame?> TryReceiveAsync()
    {
        while (true)
        {
            ReadResult result = await _toPeer.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            PeerFrame? frame = Read(result.Buffer, out SequencePosition consumed);
            _toPeer.Reader.AdvanceTo(consumed, frame is null ? result.Buffer.End : consumed);
            if (frame is not null || result.IsCompleted)
            {
                return frame;
            }
        }
    }

    /// <summary>The next frame of the client, which is this method.</summary>
    public async Task<PeerFrame> ExpectAsync(MethodId method)
    {
        PeerFrame frame = await ReceiveAsync();
        Assert.Equal(method, frame.Id);
        return frame;
    }

    /// <summary>The next frames of the client, which are a publish.</summary>
    public async Task<PeerPublish> ReceivePublishAsync()
    {
        PeerFrame method = await ExpectAsync(MethodId.BasicPublish);
        PeerFrame header = await ReceiveAsync();
        Assert.Equal(FrameType.Header, header.Type);
        long size = (long)ContentHeader.Read(header.Payload).BodySize;
        List<byte> body = [];
        int frames = 0;
        while (body.Count < size)
        {
            PeerFrame part = await ReceiveAsync();
            Assert.Equal((FrameType.Body, method.Channel), (part.Type, part.Channel));
            body.AddRange(part.Payload);
            frames++;
        }

        return PeerPublish.Read(method, header, [.. body], frames);
    }

    /// <summary>Vanishes; then the client's connection can be disposed of without waiting for an agreement.</summary>
    public async ValueTask DisposeAsync()
    {
        Vanish();
        foreach (AmqpConnection connection in _connections)
        {
            await connection.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        _scratch.Dispose();
    }

    private void Flush()
    {
        _sent += _toClient.Writer.UnflushedBytes;
        Assert.True(_toClient.Writer.FlushAsync().IsCompleted);
    }

    private PeerFrame? Read(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        FrameReader reader = new(buffer, 0, _scratch);
        bool read = reader.TryRead(out Frame frame);
        consumed = reader.Consumed;
        if (!read)
        {
            return null;
        }

        byte[] payload = new byte[frame.Length];
        frame.CopyTo(payload);
        return new PeerFrame(frame.Type, frame.Channel, payload);
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
