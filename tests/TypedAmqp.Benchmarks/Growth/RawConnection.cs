using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using TypedAmqp.Protocol;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>
/// A connection with channel 1 open that writes frames and counts what comes back: as little of a client as can be, so that the broker is what is
/// measured.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly byte[] Greeting = WriteGreeting();

    private readonly IDuplexPipe _transport;
    private readonly FrameScratch _scratch = new();

    private RawConnection(IDuplexPipe transport)
    {
        _transport = transport;
    }

    /// <summary>What is written goes out with the next <see cref="FlushAsync"/>.</summary>
    public PipeWriter Output => _transport.Output;

    /// <summary>Connects over a transport, with channel 1 open.</summary>
    public static async Task<RawConnection> OpenAsync(IDuplexPipe transport)
    {
        RawConnection connection = new(transport);
        await transport.Output.WriteAsync(Greeting);
        await connection.ReadAsync(MethodId.ChannelOpenOk, 1);
        return connection;
    }

    /// <summary>Connects a socket that nothing is kept of but itself, with channel 1 open.</summary>
    public static async Task<Socket> OpenIdleAsync(EndPoint endpoint)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint);
        await socket.SendAsync(Greeting);
        byte[] answer = ArrayPool<byte>.Shared.Rent(4096);
        byte[] open = [1, 0, 1, 0, 0, 0, 8, 0, 20, 0, 11, 0, 0, 0, 0, 0xCE];
        int length = 0;
        while (!answer.AsSpan(0, length).EndsWith(open))
        {
            length += await socket.ReceiveAsync(answer.AsMemory(length));
        }

        ArrayPool<byte>.Shared.Return(answer);
        return socket;
    }

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync() => await Output.FlushAsync();

    /// <summary>Sends what was written, and reads until so many answers have come.</summary>
    public async Task AnswerAsync(MethodId answer, int count = 1)
    {
        await FlushAsync();
        await ReadAsync(answer, count);
    }

    /// <summary>Reads until so many methods of a kind have come.</summary>
    public async Task ReadAsync(MethodId awaited, int count)
    {
        while (count > 0)
        {
            ReadResult result = await _transport.Input.ReadAsync();
            _transport.Input.AdvanceTo(Count(result.Buffer, awaited, ref count), result.Buffer.End);
            if (result.IsCompleted && count > 0)
            {
                throw new InvalidOperationException($"The broker hung up; {count} of {awaited} are missing.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.Output.CompleteAsync();
        await _transport.Input.CompleteAsync();
        _scratch.Dispose();
    }

    private SequencePosition Count(ReadOnlySequence<byte> buffer, MethodId awaited, ref int count)
    {
        FrameReader reader = new(buffer, 0, _scratch);
        while (reader.TryRead(out Frame frame))
        {
            if (frame.Type == FrameType.Method)
            {
                MethodId id = Method.ReadId(frame.Payload);
                count -= id == awaited ? 1 : 0;
                if (id is MethodId.ChannelClose or MethodId.ConnectionClose)
                {
                    throw new InvalidOperationException(System.Text.Encoding.Latin1.GetString(frame.Payload));
                }
            }
        }

        return reader.Consumed;
    }

    private static byte[] WriteGreeting()
    {
        ArrayBufferWriter<byte> output = new();
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = "\0guest\0guest", Locale = "en_US" });
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk { ChannelMax = 2047, FrameMax = 131_072, Heartbeat = 60 });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = "/" });
        FrameWriter.WriteMethod(output, 1, new ChannelOpen());
        return output.WrittenSpan.ToArray();
    }
}
