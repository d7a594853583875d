using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

public class HandshakeTests
{
    [Fact]
    public async Task SaysWhoItIsAndLogsInWithPlain()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(
            peer.Options with { UserName = "jürgen", Password = "s3cr3t", ClientName = "billing-1" });

        PeerFrame startOk = await peer.StartAsync();

        (string mechanism, string response, FieldTable properties) = ReadStartOk(startOk);
        Assert.Equal("PLAIN", mechanism);
        Assert.Equal("\0jürgen\0s3cr3t", response);
        Assert.Equal("TypedAmqp", properties["product"]);
        Assert.Equal("billing-1", properties["connection_name"]);
        FieldTable capabilities = (FieldTable)properties["capabilities"]!;
        foreach (string capability in (string[])["publisher_confirms", "consumer_cancel_notify", "basic.nack", "connection.blocked",
            "exchange_exchange_bindings", "authentication_failure_close", "per_consumer_qos"])
        {
            Assert.Equal(true, capabilities[capability]);
        }

        peer.Vanish();
        await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
    }

    [Fact]
    public async Task LogsInWithAmqplainWherePlainIsNotOffered()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);

        PeerFrame startOk = await peer.StartAsync("EXTERNAL AMQPLAIN");

        Assert.Equal(new FieldTable { { "LOGIN", "guest" }, { "PASSWORD", "guest" } }, ReadAmqplain(startOk));
        peer.Vanish();
        await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
    }

    [Fact]
    public async Task NamesTheMechanismsWhenItKnowsNone()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.ReceiveProtocolHeaderAsync();

        peer.Send(0, new ConnectionStart { VersionMinor = 9, Mechanisms = "EXTERNAL SCRAM"u8 });

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("'EXTERNAL SCRAM'", e.Message);
    }

    [Theory]
    [InlineData(0, 0, 2047, 131072)]
    [InlineData(100, 4096, 100, 4096)]
    [InlineData(65535, 1_000_000, 2047, 131072)]
    [InlineData(1, uint.MaxValue, 1, 131072)]
    public async Task AgreesOnTheLowerLimit(ushort channelMax, uint frameMax, ushort agreedChannels, uint agreedFrame)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.StartAsync();

        peer.Send(0, new ConnectionTune { ChannelMax = channelMax, FrameMax = frameMax, Heartbeat = 7 });

        PeerFrame tuneOk = await peer.ExpectAsync(MethodId.ConnectionTuneOk);
        Assert.Equal((agreedChannels, agreedFrame, (ushort)7), ReadTuneOk(tuneOk));
        await peer.ExpectAsync(MethodId.ConnectionOpen);
        peer.Send(0, new ConnectionOpenOk());
        Assert.True((await connecting).IsOpen);
    }

    [Theory]
    [InlineData(0, 60, 60)]
    [InlineData(60, 0, 0)]
    [InlineData(60, 10, 10)]
    [InlineData(5, 10, 5)]
    public async Task AgreesOnTheLowerHeartbeatUnlessTheClientTurnsItOff(ushort broker, int client, ushort agreed)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { Heartbeat = TimeSpan.FromSeconds(client) });
        await peer.StartAsync();

        peer.Send(0, new ConnectionTune { FrameMax = 131072, Heartbeat = broker });

        Assert.Equal(agreed, ReadTuneOk(await peer.ExpectAsync(MethodId.ConnectionTuneOk)).Heartbeat);
        peer.Vanish();
        await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
    }

    [Fact]
    public async Task RefusesAFrameMaxBelowTheLeast()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.StartAsync();

        peer.Send(0, new ConnectionTune { FrameMax = 100 });

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("100 octets", e.Message);
    }

    [Fact]
    public async Task SaysWhichVersionTheBrokerSpeaks()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);

        peer.SendOctets("AMQP\x0\x1\x0\x0"u8);

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("AMQP 1-0-0", e.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    public async Task SaysThatItIsNoAmqpBroker(string answer)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);

        peer.SendOctets(Encoding.ASCII.GetBytes(answer));

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("does not speak AMQP 0-9-1", e.Message);
    }

    [Fact]
    public async Task RefusesAMalformedFrame()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);

        peer.SendOctets([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 10, 0x00]);

        await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
    }

    [Fact]
    public async Task RefusesAMethodThatIsNotDue()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.StartAsync();

        peer.Send(0, new ConnectionOpenOk());

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("connection.open-ok where connection.tune was due", e.Message);
    }

    [Fact]
    public async Task SaysThatTheLoginWasRefused()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { UserName = "eve", Password = "s3cr3t" });
        await peer.StartAsync();

        peer.Send(0, new ConnectionClose { ReplyCode = ReplyCode.AccessRefused, ReplyText = "ACCESS_REFUSED - Login was refused"u8 });

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("user 'eve'", e.Message);
        Assert.Equal(ReplyCode.AccessRefused, e.ReplyCode);
        Assert.DoesNotContain("s3cr3t", e.ToString());
        await peer.ExpectAsync(MethodId.ConnectionCloseOk);
        Assert.Null(await peer.TryReceiveAsync());
    }

    [Fact]
    public async Task TakesAClosedSocketDuringTheLoginForARefusal()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { UserName = "eve" });
        await peer.StartAsync();

        peer.StopSending();

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("user 'eve' logged in", e.Message);
    }

    [Fact]
    public async Task SaysThatTheVirtualHostIsUnknown()
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { VirtualHost = "shop" });
        await peer.StartAsync();
        peer.Send(0, new ConnectionTune { FrameMax = 131072 });
        await peer.ExpectAsync(MethodId.ConnectionTuneOk);
        await peer.ExpectAsync(MethodId.ConnectionOpen);

        peer.Send(0, new ConnectionClose { ReplyCode = ReplyCode.NotAllowed, ReplyText = "NOT_ALLOWED - vhost shop not found"u8 });

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("virtual host 'shop'", e.Message);
        Assert.Equal(ReplyCode.NotAllowed, e.ReplyCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task GivesUpWhenNoAnswerComes(int steps)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { ConnectTimeout = TimeSpan.FromSeconds(30) });
        if (steps > 0)
        {
            await peer.StartAsync();
        }

        if (steps > 1)
        {
            peer.Send(0, new ConnectionTune { FrameMax = 131072 });
            await peer.ExpectAsync(MethodId.ConnectionTuneOk);
        }

        peer.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(connecting.IsCompleted);
        peer.Clock.Advance(TimeSpan.FromSeconds(1));

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("within 30 s", e.Message);
    }

    [Fact]
    public async Task CanBeCancelled()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options, cancelled.Token);
        await peer.StartAsync();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task NamesThePortWhereNobodyListens()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync("amqp://guest:s3cr3t@127.0.0.1:1"));

        Assert.Contains("amqp://127.0.0.1:1", e.Message);
        Assert.Contains("is the broker running", e.Message);
        Assert.DoesNotContain("s3cr3t", e.ToString());
    }

    private static (string Mechanism, string Response, FieldTable Properties) ReadStartOk(PeerFrame frame)
    {
        ConnectionStartOk startOk = ConnectionStartOk.Read(frame.Arguments);
        return (startOk.Mechanism.ToString(), startOk.Response.ToString(), startOk.ClientProperties.ToFieldTable());
    }

    private static FieldTable ReadAmqplain(PeerFrame frame) =>
        new FieldTableView(ConnectionStartOk.Read(frame.Arguments).Response.Octets).ToFieldTable();

    private static (ushort ChannelMax, uint FrameMax, ushort Heartbeat) ReadTuneOk(PeerFrame frame)
    {
        ConnectionTuneOk tuneOk = ConnectionTuneOk.Read(frame.Arguments);
        return (tuneOk.ChannelMax, tuneOk.FrameMax, tuneOk.Heartbeat);
    }
}
