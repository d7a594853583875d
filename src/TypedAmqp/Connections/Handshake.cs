using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Protocol;

namespace TypedAmqp.Connections;

/// <summary>
/// The first octets of a connection, one method after the other: header, start, start-ok, tune, tune-ok, open, open-ok. Section 2.2.4 of the
/// specification.
/// </summary>
internal sealed class Handshake(AmqpConnectionOptions options, IDuplexPipe transport)
{
    /// <summary>What begins the refusal of a TLS port; no frame of AMQP does. RFC 8446, section 5.1.</summary>
    private const byte TlsAlert = 21;

    private readonly byte[] _header = new byte[ProtocolHeader.Octets.Length];
    private bool _loggingIn;

    public async Task<HandshakeResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transport.Output.WriteAsync(ProtocolHeader.Octets.ToArray(), cancellationToken).ConfigureAwait(false);
            (byte[] start, FieldTable serverProperties) = await StartAsync(cancellationToken).ConfigureAwait(false);
            await LogInAsync(start, cancellationToken).ConfigureAwait(false);
            HandshakeResult agreed = await TuneAsync(serverProperties, cancellationToken).ConfigureAwait(false);
            await ReadAsync(MethodId.ConnectionOpenOk, cancellationToken).ConfigureAwait(false);
            return agreed;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw ConnectErrors.Lost(options, _loggingIn, e);
        }
        catch (AmqpConnectionException e) when (e is not AmqpConnectException)
        {
            throw ConnectErrors.NotAmqp(options, e.Message, e);
        }
    }

    private async Task<(byte[] Arguments, FieldTable ServerProperties)> StartAsync(CancellationToken cancellationToken)
    {
        await ReadProtocolHeaderAsync(cancellationToken).ConfigureAwait(false);
        byte[] arguments = await ReadAsync(MethodId.ConnectionStart, cancellationToken).ConfigureAwait(false);
        ConnectionStart start = ConnectionStart.Read(arguments);
        if (start.VersionMajor != 0 || start.VersionMinor != 9)
        {
            throw ConnectErrors.OtherVersion(options, $"{start.VersionMajor}-{start.VersionMinor}");
        }

        return (arguments, start.ServerProperties.ToFieldTable());
    }

    private async Task LogInAsync(byte[] startArguments, CancellationToken cancellationToken)
    {
        (string mechanism, byte[] response) = Sasl.Login(ConnectionStart.Read(startArguments).Mechanisms.ToString(), options);
        FrameWriter.WriteMethod(transport.Output, 0, new ConnectionStartOk
        {
            ClientProperties = ClientProperties.For(options),
            Mechanism = mechanism,
            Response = response.AsSpan(),
            Locale = "en_US"u8,
        });
        _loggingIn = true;
        await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<HandshakeResult> TuneAsync(FieldTable serverProperties, CancellationToken cancellationToken)
    {
        HandshakeResult agreed = Agree(
            ConnectionTune.Read(await ReadAsync(MethodId.ConnectionTune, cancellationToken).ConfigureAwait(false)), serverProperties);
        _loggingIn = false;

        // Nothing is awaited between the two: they leave together.
        FrameWriter.WriteMethod(transport.Output, 0, new ConnectionTuneOk
        {
            ChannelMax = agreed.ChannelMax,
            FrameMax = (uint)agreed.FrameMax,
            Heartbeat = (ushort)agreed.Heartbeat.TotalSeconds,
        });
        FrameWriter.WriteMethod(transport.Output, 0, new ConnectionOpen { VirtualHost = options.VirtualHost });
        await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return agreed;
    }

    /// <summary>The lower of both wishes; zero is no wish, except for heartbeats, which the client may turn off.</summary>
    private HandshakeResult Agree(ConnectionTune tune, FieldTable serverProperties)
    {
        uint frameMax = Lower(tune.FrameMax, options.FrameMax);
        if (frameMax is > 0 and < FrameFormat.MinimumFrameMax)
        {
            throw ConnectErrors.NotAmqp(
                options, $"it allows frames of {frameMax} octets, and {FrameFormat.MinimumFrameMax} are the least (section 4.2.3)");
        }

        // Without a limit of the two, ours: what we send must stay within what we can buffer.
        frameMax = frameMax is 0 or > int.MaxValue ? FrameFormat.DefaultFrameMax : frameMax;
        uint channelMax = Lower(tune.ChannelMax, options.ChannelMax);
        ushort wish = (ushort)Math.Clamp(Math.Ceiling(options.Heartbeat.TotalSeconds), 0, ushort.MaxValue);
        uint heartbeat = wish == 0 ? 0 : Lower(tune.Heartbeat, wish);
        return new HandshakeResult(
            serverProperties, channelMax == 0 ? ushort.MaxValue : (ushort)channelMax, (int)frameMax, TimeSpan.FromSeconds(heartbeat));
    }

    private static uint Lower(uint one, uint other) => one == 0 || other == 0 ? Math.Max(one, other) : Math.Min(one, other);

    /// <summary>A broker of another version answers with its own header and closes. Section 2.2.4.</summary>
    private async Task ReadProtocolHeaderAsync(CancellationToken cancellationToken)
    {
        ReadResult result = await transport.Input.ReadAtLeastAsync(_header.Length, cancellationToken).ConfigureAwait(false);
        int length = (int)Math.Min(result.Buffer.Length, _header.Length);
        result.Buffer.Slice(0, length).CopyTo(_header);
        transport.Input.AdvanceTo(result.Buffer.Start);
        if (length == 0)
        {
            throw ConnectErrors.Silent(options);
        }

        if (length < _header.Length && _header[0] != TlsAlert)
        {
            throw ConnectErrors.Lost(options, loggingIn: false, cause: null);
        }

        if (_header.AsSpan().StartsWith("AMQP"u8))
        {
            throw ConnectErrors.OtherVersion(options, $"{_header[5]}-{_header[6]}-{_header[7]}");
        }

        if (_header[0] == TlsAlert)
        {
            throw ConnectErrors.NotAmqp(options, "it speaks TLS, which amqps:// is for", null);
        }

        if (_header[0] != (byte)FrameType.Method)
        {
            throw ConnectErrors.NotAmqp(options, "it answers with something else than AMQP 0-9-1", null);
        }
    }

    /// <summary>Reads one method of the connection and returns a copy of its arguments.</summary>
    private async Task<byte[]> ReadAsync(MethodId expected, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            bool read = TryRead(result.Buffer, out SequencePosition consumed, out MethodId method, out byte[] arguments);
            transport.Input.AdvanceTo(consumed, read ? consumed : result.Buffer.End);
            if (read && method == expected)
            {
                return arguments;
            }

            if (read)
            {
                throw await RefusedAsync(method, arguments, expected, cancellationToken).ConfigureAwait(false);
            }

            if (result.IsCompleted)
            {
                throw ConnectErrors.Lost(options, _loggingIn, cause: null);
            }
        }
    }

    private static bool TryRead(in ReadOnlySequence<byte> buffer, out SequencePosition consumed, out MethodId method, out byte[] arguments)
    {
        using FrameScratch scratch = new();
        FrameReader reader = new(buffer, FrameFormat.DefaultFrameMax, scratch);
        while (reader.TryRead(out Frame frame))
        {
            if (frame.Type == FrameType.Heartbeat)
            {
                continue;
            }

            if (frame.Type != FrameType.Method || frame.Channel != 0)
            {
                throw new AmqpConnectionException(
                    ReplyCode.UnexpectedFrame, $"a {frame.Type} frame on channel {frame.Channel} before the connection was open");
            }

            method = Method.ReadId(frame.Payload);
            arguments = frame.Payload[Method.IdSize..].ToArray();
            consumed = reader.Consumed;
            return true;
        }

        (consumed, method, arguments) = (reader.Consumed, default, []);
        return false;
    }

    private async Task<AmqpConnectException> RefusedAsync(MethodId method, byte[] arguments, MethodId expected, CancellationToken cancellationToken)
    {
        if (method == MethodId.ConnectionClose)
        {
            AmqpConnectException refused = ConnectErrors.Refused(options, CloseReason.ByBroker(ConnectionClose.Read(arguments)));
            FrameWriter.WriteMethod(transport.Output, 0, new ConnectionCloseOk());
            await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return refused;
        }

        return method == MethodId.ConnectionSecure
            ? new AmqpConnectException(
                $"The broker at {ConnectErrors.Where(options)} asks for a login in several steps, which no mechanism of this client has.")
            : ConnectErrors.NotAmqp(options, $"it sent {method.Name} where {expected.Name} was due");
    }
}
