using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>
/// A client that does exactly what it is told and nothing else, right or wrong. Nothing is answered on its own behalf, not even heartbeats.
/// </summary>
internal sealed class RawClient(IDuplexPipe transport) : IAsyncDisposable
{
    /// <summary>How long the broker may take for an answer before a test fails.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FrameScratch _scratch = new();

    // A read that was begun and not waited for.
    private Task<ReadResult>? _reading;

    public PipeWriter Output => transport.Output;

    public PipeReader Input => transport.Input;

    /// <summary>Names of the queues that clients declared, for those who tidy up.</summary>
    public static System.Collections.Concurrent.ConcurrentDictionary<string, bool> Declared { get; } = new();

    /// <summary>From the protocol header to connection.open-ok.</summary>
    public async Task HandshakeAsync(RawOptions options)
    {
        await StartAsync();
        await LogInAsync(options);
        await ExpectAsync(MethodId.ConnectionTune);
        await SendAsync(0, new ConnectionTuneOk { ChannelMax = options.ChannelMax, FrameMax = options.FrameMax, Heartbeat = options.Heartbeat });
        await SendAsync(0, new ConnectionOpen { VirtualHost = options.VirtualHost });
        await ExpectAsync(MethodId.ConnectionOpenOk);
    }

    /// <summary>From the protocol header to connection.start.</summary>
    public async Task<RawFrame> StartAsync()
    {
        await SendAsync(ProtocolHeader.Octets.ToArray());
        return await ExpectAsync(MethodId.ConnectionStart, 0);
    }

    public Task LogInAsync(RawOptions options) => SendAsync(0, new ConnectionStartOk
    {
        ClientProperties = options.Capabilities is null ? null : new FieldTable { ["capabilities"] = options.Capabilities },
        Mechanism = "PLAIN",
        Response = $"\0{options.UserName}\0{options.Password}",
        Locale = "en_US",
    });

    public async Task OpenChannelAsync(ushort channel)
    {
        await SendAsync(channel, new ChannelOpen());
        await ExpectAsync(MethodId.ChannelOpenOk, channel);
    }

    /// <summary>Declares a queue and returns its name.</summary>
    public async Task<string> DeclareAsync(
        string name = "", ushort channel = 1, bool exclusive = false, bool autoDelete = false, bool durable = false, FieldTable? arguments = null)
    {
        await SendAsync(channel, new QueueDeclare
        {
            Queue = name,
            Durable = durable,
            Exclusive = exclusive,
            AutoDelete = autoDelete,
            Arguments = arguments,
        });
        string declared = (await ExpectAsync(MethodId.QueueDeclareOk, channel)).As<QueueDeclareOk>().Queue.ToString();
        Declared[declared] = true;
        return declared;
    }

    /// <summary>Number of ready messages and of consumers, as a passive declare tells.</summary>
    public async Task<(int Messages, int Consumers)> InspectAsync(string queue, ushort channel = 1)
    {
        await SendAsync(channel, new QueueDeclare { Queue = queue, Passive = true });
        RawFrame frame = await ExpectAsync(MethodId.QueueDeclareOk, channel);
        return ((int)frame.As<QueueDeclareOk>().MessageCount, (int)frame.As<QueueDeclareOk>().ConsumerCount);
    }

    public async Task<string> ConsumeAsync(string queue, bool noAck = false, string tag = "", ushort channel = 1, bool exclusive = false)
    {
        await SendAsync(channel, new BasicConsume { Queue = queue, ConsumerTag = tag, NoAck = noAck, Exclusive = exclusive });
        return (await ExpectAsync(MethodId.BasicConsumeOk, channel)).As<BasicConsumeOk>().ConsumerTag.ToString();
    }

    public async Task<RawMessage?> GetAsync(string queue, bool noAck = false, ushort channel = 1)
    {
        await SendAsync(channel, new BasicGet { Queue = queue, NoAck = noAck });
        RawFrame frame = await ReadAsync();
        return frame.Id == MethodId.BasicGetEmpty ? null : await ReadContentAsync(frame);
    }

    public async Task QosAsync(ushort count, bool global = false, ushort channel = 1)
    {
        await SendAsync(channel, new BasicQos { PrefetchCount = count, Global = global });
        await ExpectAsync(MethodId.BasicQosOk, channel);
    }

    public Task AckAsync(ulong tag, bool multiple = false, ushort channel = 1) =>
        SendAsync(channel, new BasicAck { DeliveryTag = tag, Multiple = multiple });

    public Task PublishAsync(
        string key, string body, string exchange = "", BasicProperties? properties = null, bool mandatory = false, ushort channel = 1)
    {
        Publish(key, Encoding.UTF8.GetBytes(body), exchange, properties, mandatory, channel);
        return FlushAsync();
    }

    /// <summary>Writes a publish without flushing it.</summary>
    public void Publish(
        string key,
        byte[] body,
        string exchange = "",
        BasicProperties? properties = null,
        bool mandatory = false,
        ushort channel = 1,
        int frameMax = FrameFormat.DefaultFrameMax)
    {
        FrameWriter.WriteMethod(Output, channel, new BasicPublish { Exchange = exchange, RoutingKey = key, Mandatory = mandatory });
        FrameWriter.WriteHeader(Output, channel, (ulong)body.Length, properties ?? BasicProperties.Empty);
        FrameWriter.WriteBody(Output, channel, body, frameMax);
    }

    public Task SendAsync<T>(ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        FrameWriter.WriteMethod(Output, channel, in method);
        return FlushAsync();
    }

    public Task SendAsync(byte[] octets)
    {
        Output.Write(octets);
        return FlushAsync();
    }

    public Task FlushAsync() => Output.FlushAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next delivery; null when none comes for a while.</summary>
    public async Task<RawMessage?> TryReadDeliveryAsync(TimeSpan patience)
    {
        _reading ??= Input.ReadAsync().AsTask();
        await ((Task)_reading).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _reading.IsCompleted ? await ReadDeliveryAsync() : null;
    }

    /// <summary>The next frame; an error when the broker closes the connection instead.</summary>
    public async Task<RawFrame> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("The broker closed the connection.");

    /// <summary>The next frame; null when the broker closes the connection instead.</summary>
    public async Task<RawFrame?> TryReadAsync()
    {
        while (true)
        {
            ReadResult result;
            try
            {
                Task<ReadResult> reading = _reading ?? Input.ReadAsync().AsTask();
                _reading = null;
                result = await reading.WaitAsync(Patience);
            }
            catch (IOException)
            {
                // A socket that was reset.
                return null;
            }

            RawFrame? frame = Cut(result.Buffer, out SequencePosition consumed);
            Input.AdvanceTo(consumed, frame is null ? result.Buffer.End : consumed);
            if (frame is not null || result.IsCompleted)
            {
                return frame;
            }
        }
    }

    /// <summary>The next frame, which must be this method.</summary>
    public async Task<RawFrame> ExpectAsync(MethodId id, ushort? channel = null)
    {
        RawFrame frame = await ReadAsync();
        Assert.True(frame.Id == id, $"expected {id.Name}, got {frame.Describe()}");
        Assert.True(channel is null || frame.Channel == channel, $"{id.Name} on channel {frame.Channel} instead of {channel}");
        return frame;
    }

    /// <summary>The next frame, which must be basic.deliver, with its content.</summary>
    public async Task<RawMessage> ReadDeliveryAsync() => await ReadContentAsync(await ExpectAsync(MethodId.BasicDeliver));

    public async Task<RawMessage> ReadContentAsync(RawFrame method)
    {
        RawFrame header = await ReadAsync();
        Assert.Equal(FrameType.Header, header.Type);
        (int size, BasicProperties properties) = ReadHeader(header.Payload);
        byte[] body = new byte[size];
        for (int length = 0; length < size;)
        {
            RawFrame part = await ReadAsync();
            Assert.Equal(FrameType.Body, part.Type);
            part.Payload.CopyTo(body, length);
            length += part.Payload.Length;
        }

        return new RawMessage(method, properties, body);
    }

    /// <summary>The channel is closed by the broker, for this reason; the close is confirmed.</summary>
    public async Task<string> ExpectChannelCloseAsync(ReplyCode code, ushort channel = 1)
    {
        RawFrame frame = await ExpectAsync(MethodId.ChannelClose, channel);
        Assert.Equal(code, frame.As<ChannelClose>().ReplyCode);
        await SendAsync(channel, new ChannelCloseOk());
        return frame.As<ChannelClose>().ReplyText.ToString();
    }

    /// <summary>The connection is closed by the broker, for this reason, and ends once that is confirmed.</summary>
    public async Task<string> ExpectCloseAsync(ReplyCode code)
    {
        RawFrame frame = await ExpectAsync(MethodId.ConnectionClose, 0);
        Assert.Equal(code, frame.As<ConnectionClose>().ReplyCode);
        await SendAsync(0, new ConnectionCloseOk());
        await ExpectEndAsync();
        return frame.As<ConnectionClose>().ReplyText.ToString();
    }

    /// <summary>The broker says nothing more and hangs up.</summary>
    public async Task ExpectEndAsync()
    {
        if (!BrokerTest.IsOracle)
        {
            Assert.Null(await TryReadAsync());
        }
    }

    /// <summary>Nothing is on its way: the broker has dealt with all that was sent, and what it sent was read.</summary>
    public async Task ExpectNothingAsync(ushort channel = 1)
    {
        // A method that is always answered: what comes before the answer would have been on its way.
        await SendAsync(channel, new BasicQos());
        await ExpectAsync(MethodId.BasicQosOk, channel);
    }

    public async ValueTask DisposeAsync()
    {
        await transport.Output.CompleteAsync();
        await transport.Input.CompleteAsync();
        _scratch.Dispose();
    }

    private static (int Size, BasicProperties Properties) ReadHeader(byte[] payload)
    {
        ContentHeader header = ContentHeader.Read(payload);
        return ((int)header.BodySize, BasicProperties.Read(header.Properties));
    }

    private RawFrame? Cut(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        FrameReader reader = new(buffer, 0, _scratch);
        RawFrame? result = null;
        if (reader.TryRead(out Frame frame))
        {
            byte[] payload = new byte[frame.Length];
            frame.CopyTo(payload);
            result = new RawFrame(frame.Type, frame.Channel, payload);
        }

        consumed = reader.Consumed;
        return result;
    }
}
