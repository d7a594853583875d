using System.Buffers;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// The beginning of a connection (AMQP 0-9-1, sections 2.2.4 and 4.2.2): protocol header, start, tune, open.
internal sealed partial class Connection
{
    private RouteCache? _routes;
    private ConnectionAccess? _access;
    private VirtualHost? _virtualHost;
    private bool _wantsCloseOnRefusedLogin;
    private bool _wantsBlockedNotices;
    private ushort _heartbeat;

    // The header of AMQP 0-9, whose methods are the same.
    private static ReadOnlySpan<byte> Amqp09 => "AMQP\u0001\u0001\0\u0009"u8;

    private bool TryReadProtocolHeader(ref ReadOnlySequence<byte> buffer)
    {
        ReadOnlySpan<byte> expected = ProtocolHeader.Octets;
        int length = (int)Math.Min(buffer.Length, expected.Length);
        Span<byte> octets = stackalloc byte[length];
        buffer.Slice(0, length).CopyTo(octets);
        if (!expected.StartsWith(octets) && !Amqp09.StartsWith(octets))
        {
            // Not for us: say what we speak, and hang up.
            _broker.Log.NotAmqp(Peer);
            lock (Output.Gate)
            {
                Output.Write(expected);
                Turn.OweFlush(Output);
            }

            _state = ConnectionState.Closed;
            buffer = buffer.Slice(buffer.End);
            return false;
        }

        if (length < expected.Length)
        {
            return false;
        }

        buffer = buffer.Slice(length);
        _state = ConnectionState.StartOk;
        Send(0, new ConnectionStart
        {
            VersionMajor = 0,
            VersionMinor = 9,
            ServerProperties = new FieldTableView(ServerProperties.Octets),
            Mechanisms = "PLAIN AMQPLAIN"u8,
            Locales = "en_US"u8,
        });
        return true;
    }

    private void OnConnectionMethod(MethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case MethodId.ConnectionClose when _state >= ConnectionState.Running:
                ConnectionClose.Read(arguments);
                OnClose();
                break;
            case MethodId.ConnectionCloseOk when _state == ConnectionState.Closing:
                _state = ConnectionState.Closed;
                break;
            case var _ when _state == ConnectionState.Closing:
                break;
            case MethodId.ConnectionStartOk when _state == ConnectionState.StartOk:
                OnStartOk(ConnectionStartOk.Read(arguments));
                break;
            case MethodId.ConnectionTuneOk when _state == ConnectionState.TuneOk:
                OnTuneOk(ConnectionTuneOk.Read(arguments));
                break;
            case MethodId.ConnectionOpen when _state == ConnectionState.Open:
                OnOpen(ConnectionOpen.Read(arguments));
                break;
            case MethodId.ConnectionUpdateSecret when _state == ConnectionState.Running:
                // Passwords do not expire: there is nothing to be renewed, and whoever sends another one is as welcome as before.
                ConnectionUpdateSecret.Read(arguments);
                Send(0, new ConnectionUpdateSecretOk());
                break;
            default:
                string state = _state == ConnectionState.Running ? "running" : "opening";
                throw Refusal.Connection(ReplyCode.ChannelError, $"unexpected method in connection state {state}", id);
        }
    }

    private void OnStartOk(in ConnectionStartOk method)
    {
        if (method.ClientProperties.TryGet("capabilities"u8, out FieldValueView value) && value.TryGetTable(out FieldTableView capabilities))
        {
            FieldTable wanted = capabilities.ToFieldTable();
            WantsCancelNotices = wanted.TryGetValue("consumer_cancel_notify", out object? cancel) && cancel is true;
            _wantsBlockedNotices = wanted.TryGetValue("connection.blocked", out object? blocked) && blocked is true;
            _wantsCloseOnRefusedLogin = wanted.TryGetValue("authentication_failure_close", out object? close) && close is true;
        }

        string mechanism = method.Mechanism.ToString();
        (string name, string password) = mechanism switch
        {
            "PLAIN" => Sasl.ReadPlain(method.Response.Octets),
            "AMQPLAIN" => Sasl.ReadAmqPlain(method.Response.Octets),
            _ => throw Refusal.Connection(ReplyCode.CommandInvalid, $"unknown authentication mechanism '{mechanism}'", MethodId.ConnectionStartOk),
        };
        if (_broker.Access.Authenticate(name, password, Peer.IsLoopback) is null)
        {
            _broker.Log.LoginRefused(Peer, name, mechanism);
            RefuseLogin(mechanism);
            return;
        }

        ClientProperties = method.ClientProperties.Octets.ToArray();
        UserName = name;
        UserNameOctets = Encoding.UTF8.GetBytes(name);
        _state = ConnectionState.TuneOk;
        BrokerOptions options = _broker.Options;
        Send(0, new ConnectionTune
        {
            ChannelMax = options.ChannelMax,
            FrameMax = options.FrameMax,
            Heartbeat = (ushort)options.Heartbeat.TotalSeconds,
        });
    }

    // A client that can tell a refusal from a broken connection hears why; any other is hung up on, as the specification wants it.
    private void RefuseLogin(string mechanism)
    {
        if (_wantsCloseOnRefusedLogin)
        {
            throw Refusal.Connection(
                ReplyCode.AccessRefused,
                $"Login was refused using authentication mechanism {mechanism}. For details see the broker logfile.");
        }

        _state = ConnectionState.Closed;
    }

    private void OnTuneOk(in ConnectionTuneOk method)
    {
        BrokerOptions options = _broker.Options;
        CheckLimit("frame_max", method.FrameMax, FrameFormat.MinimumFrameMax, options.FrameMax);
        CheckLimit("channel_max", method.ChannelMax, 1, options.ChannelMax);
        _frameMax = (int)method.FrameMax;
        _channelMax = method.ChannelMax == 0 ? ushort.MaxValue : method.ChannelMax;
        _heartbeat = method.Heartbeat;
        lock (Output.Gate)
        {
            Output.FrameMax = _frameMax == 0 ? int.MaxValue : _frameMax;
        }

        _state = ConnectionState.Open;
    }

    private static void CheckLimit(string name, uint value, uint least, uint most)
    {
        if (value != 0 && value < least)
        {
            throw Refusal.Connection(
                ReplyCode.NotAllowed, $"negotiated {name} = {value} is lower than the minimum allowed value ({least})", MethodId.ConnectionTuneOk);
        }

        if (most != 0 && (value == 0 || value > most))
        {
            throw Refusal.Connection(
                ReplyCode.NotAllowed, $"negotiated {name} = {value} is higher than the maximum allowed value ({most})", MethodId.ConnectionTuneOk);
        }
    }

    private void OnOpen(in ConnectionOpen method)
    {
        string name = method.VirtualHost.ToString();
        if (!_broker.VirtualHosts.TryGetValue(name, out VirtualHost? virtualHost))
        {
            throw NotFound(name);
        }

        if (_broker.Access.Find(UserName, name) is null)
        {
            throw Refusal.Connection(ReplyCode.NotAllowed, $"access to vhost '{name}' refused for user '{UserName}'", MethodId.ConnectionOpen);
        }

        // It may be deleted at this moment: either whoever does so finds this connection in it, or this connection sees it.
        _virtualHost = virtualHost;
        Interlocked.MemoryBarrier();
        if (virtualHost.IsDeleted)
        {
            throw NotFound(name);
        }

        _broker.Log.Opened(Peer, UserName, name);
        _access = new ConnectionAccess(_broker.Access, UserName, name);
        _routes = new RouteCache(virtualHost, _access);
        _state = ConnectionState.Running;
        StartHeartbeats();
        Send(0, new ConnectionOpenOk());
    }

    private static AmqpConnectionException NotFound(string virtualHost) =>
        Refusal.Connection(ReplyCode.NotAllowed, $"vhost {virtualHost} not found", MethodId.ConnectionOpen);
}
