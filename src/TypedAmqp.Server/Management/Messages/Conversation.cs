using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// A connection to the broker within the process, with channel 1 open: what is published and fetched by hand goes the way of all messages, with the
/// rights of the user who asks.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    private const ushort Channel = 1;
    private const int UsualFrameMax = 131_072;

    private readonly IDuplexPipe _transport;
    private readonly FrameScratch _scratch = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly int _frameMax;
    private Incoming? _begun;
    private long _bodySize;

    private Conversation(IDuplexPipe transport, int frameMax)
    {
        _transport = transport;
        _frameMax = frameMax;
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="AmqpException">The user may not use the virtual host.</exception>
    public static async Task<Conversation> OpenAsync(Broker.Broker broker, string host, ApiRequest request)
    {
        int frameMax = broker.Options.FrameMax == 0 ? UsualFrameMax : (int)broker.Options.FrameMax;
        Conversation conversation = new(broker.Connect(), frameMax);
        PipeWriter output = conversation._transport.Output;
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(
            output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = $"\0{request.User.Name}\0{request.Password}", Locale = "en_US" });
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk { ChannelMax = Channel, FrameMax = (uint)frameMax, Heartbeat = 0 });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = host });
        FrameWriter.WriteMethod(output, Channel, new ChannelOpen());
        try
        {
            await conversation.AskAsync(MethodId.ChannelOpenOk, request.Http.HttpContext.RequestAborted).ConfigureAwait(false);
            return conversation;
        }
        catch
        {
            await conversation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes a method; it goes out with what is asked next.</summary>
    public void Write<T>(in T method)
        where T : struct, IMethod<T>, allows ref struct => FrameWriter.WriteMethod(_transport.Output, Channel, in method);

    /// <summary>Writes a message.</summary>
    public void Write(in BasicPublish method, BasicProperties properties, ReadOnlySpan<byte> body)
    {
        FrameWriter.WriteMethod(_transport.Output, Channel, in method);
        FrameWriter.WriteHeader(_transport.Output, Channel, (ulong)body.Length, properties);
        FrameWriter.WriteBody(_transport.Output, Channel, body, _frameMax);
    }

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken) => await _transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Sends what was written, and reads until a method has come.</summary>
    /// <exception cref="AmqpException">The broker refuses what was asked.</exception>
    public async Task<Incoming> AskAsync(MethodId awaited, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Incoming incoming = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (incoming.Id == awaited)
            {
                return incoming;
            }
        }
    }

    /// <summary>The next method that comes.</summary>
    /// <exception cref="AmqpException">The broker refuses what was asked.</exception>
    public async Task<Incoming> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await _transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            Incoming? incoming = Read(result.Buffer, out SequencePosition consumed);
            _transport.Input.AdvanceTo(consumed, incoming is null ? result.Buffer.End : consumed);
            if (incoming is not null)
            {
                return Accepted(incoming);
            }

            if (result.IsCompleted)
            {
                throw Refusal.Connection(ReplyCode.ConnectionForced, "the broker has ended the connection");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transport.Output.CompleteAsync().ConfigureAwait(false);
        await _transport.Input.CompleteAsync().ConfigureAwait(false);
        _scratch.Dispose();
    }

    private static Incoming Accepted(Incoming incoming)
    {
        switch (incoming.Id)
        {
            case MethodId.ChannelClose:
                ChannelClose close = ChannelClose.Read(incoming.Arguments);
                throw new AmqpChannelException(close.ReplyCode, close.ReplyText.ToString(), MethodId.ChannelClose);
            case MethodId.ConnectionClose:
                ConnectionClose end = ConnectionClose.Read(incoming.Arguments);
                throw new AmqpConnectionException(end.ReplyCode, end.ReplyText.ToString(), MethodId.ConnectionClose);
            default:
                return incoming;
        }
    }

    private Incoming? Read(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        FrameReader reader = new(buffer, 0, _scratch);
        Incoming? complete = null;
        while (complete is null && reader.TryRead(out Frame frame))
        {
            byte[] payload = new byte[frame.Length];
            frame.CopyTo(payload);
            complete = Take(frame.Type, payload);
        }

        consumed = reader.Consumed;
        return complete;
    }

    private Incoming? Take(FrameType type, byte[] payload)
    {
        switch (type)
        {
            case FrameType.Method:
                _begun = new Incoming(Method.ReadId(payload), payload[Method.IdSize..]);
                return _begun.HasContent ? null : _begun;
            case FrameType.Header:
                ContentHeader header = ContentHeader.Read(payload);
                _bodySize = (long)header.BodySize;
                _begun = _begun! with { Properties = header.Properties.Octets.ToArray() };
                _body.ResetWrittenCount();
                break;
            case FrameType.Body:
                _body.Write(payload);
                break;
            default:
                return null;
        }

        return _body.WrittenCount == _bodySize ? _begun! with { Body = _body.WrittenSpan.ToArray() } : null;
    }
}
