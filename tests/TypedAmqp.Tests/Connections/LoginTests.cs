using System.Text;
using System.Threading.Channels;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

/// <summary>The ways to say who the client is, and secrets that expire.</summary>
public sealed class LoginTests
{
    [Theory]
    [InlineData(LoginMechanism.Password, "PLAIN", "\0me\0topsecret")]
    [InlineData(LoginMechanism.Plain, "PLAIN", "\0me\0topsecret")]
    [InlineData(LoginMechanism.External, "EXTERNAL", "")]
    [InlineData(LoginMechanism.Anonymous, "ANONYMOUS", "")]
    public async Task TheMechanismIsTheOneThatIsWanted(LoginMechanism mechanism, string name, string response)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(
            peer.Options with { UserName = "me", Password = "topsecret", Mechanism = mechanism });
        (string Mechanism, string Response) sent = Read(await peer.StartAsync("AMQPLAIN ANONYMOUS EXTERNAL PLAIN"));
        Assert.Equal((name, response), sent);
        peer.Vanish();
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Equal(mechanism is LoginMechanism.Password or LoginMechanism.Plain, e.Message.Contains("user 'me'", StringComparison.Ordinal));
        Assert.DoesNotContain("topsecret", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LoginMechanism.AmqPlain, "AMQPLAIN")]
    [InlineData(LoginMechanism.External, "EXTERNAL")]
    [InlineData(LoginMechanism.Anonymous, "ANONYMOUS")]
    public async Task AMechanismThatTheBrokerLacksIsNamed(LoginMechanism mechanism, string name)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { Mechanism = mechanism });
        await peer.ReceiveProtocolHeaderAsync();
        peer.Send(0, new ConnectionStart { VersionMinor = 9, Mechanisms = "PLAIN"u8, Locales = "en_US"u8 });
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting);
        Assert.Contains("'PLAIN'", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{name} is wanted", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", LoginMechanism.Plain)]
    [InlineData("EXTERNAL", LoginMechanism.External)]
    public void AUriMayNameTheMechanism(string name, LoginMechanism mechanism) =>
        Assert.Equal(mechanism, AmqpConnectionOptions.Parse($"amqps://host/?auth_mechanism={name}").Mechanism);

    [Fact]
    public void AUriMayNotNameAMechanismThatIsNone() =>
        Assert.Throws<FormatException>(() => AmqpConnectionOptions.Parse("amqps://host/?auth_mechanism=guess"));

    [Fact]
    public async Task ASecretIsRenewedBeforeItExpires()
    {
        await using ScriptedPeer peer = new();
        Channel<AmqpCredentials> given = Channel.CreateUnbounded<AmqpCredentials>();
        given.Writer.TryWrite(new AmqpCredentials("me", "token 1") { ExpiresIn = TimeSpan.FromMinutes(30) });
        AmqpConnectionOptions options = peer.Options with { Heartbeat = TimeSpan.Zero, RequestTimeout = Timeout.InfiniteTimeSpan,
            Credentials = cancellationToken => given.Reader.ReadAsync(cancellationToken) };
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(options);
        Assert.Equal(("PLAIN", "\0me\0token 1"), Read(await peer.StartAsync()));
        await OpenAsync(peer);
        AmqpConnection connection = await connecting.WaitAsync(ScriptedPeer.Patience);
        await WhenTimerIsSetAsync(peer);

        peer.Clock.Advance(TimeSpan.FromMinutes(20));
        given.Writer.TryWrite(new AmqpCredentials("me", "token 2") { ExpiresIn = TimeSpan.FromMinutes(3) });
        Assert.Equal("token 2", Encoding.UTF8.GetString(
            ConnectionUpdateSecret.Read((await peer.ExpectAsync(MethodId.ConnectionUpdateSecret)).Arguments).NewSecret.Octets));
        peer.Send(0, new ConnectionUpdateSecretOk());
        await WhenTimerIsSetAsync(peer);

        peer.Clock.Advance(TimeSpan.FromMinutes(2));
        given.Writer.TryWrite(new AmqpCredentials("me", "token 3"));
        Assert.Equal("token 3", Encoding.UTF8.GetString(
            ConnectionUpdateSecret.Read((await peer.ExpectAsync(MethodId.ConnectionUpdateSecret)).Arguments).NewSecret.Octets));
        peer.Send(0, new ConnectionUpdateSecretOk());
        Assert.True(connection.IsOpen);
        peer.Vanish();
        await connection.Closed.WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task AConnectionWhoseSecretCannotBeRenewedEndsWhenItExpires()
    {
        await using ScriptedPeer peer = new();
        int asked = 0;
        AmqpConnectionOptions options = peer.Options with
        {
            Heartbeat = TimeSpan.Zero,
            Credentials = _ => asked++ == 0
                ? ValueTask.FromResult(new AmqpCredentials("me", "topsecret") { ExpiresIn = TimeSpan.FromSeconds(60) })
                : throw new InvalidOperationException("The vault is closed."),
        };
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(options);
        await peer.StartAsync();
        await OpenAsync(peer);
        AmqpConnection connection = await connecting.WaitAsync(ScriptedPeer.Patience);

        while (connection.IsOpen)
        {
            await WhenTimerIsSetAsync(peer, connection);
            peer.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        CloseReason reason = await connection.Closed;
        Assert.Contains("The vault is closed.", reason.ReplyText, StringComparison.Ordinal);
        Assert.True(asked > 2, "It should have been asked for more than once.");
        Assert.True(peer.Clock.GetTimestamp() >= TimeSpan.FromSeconds(60).Ticks, "The secret was good for a minute.");
    }

    [Fact]
    public async Task WithoutCredentialsThereIsNoConnection()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(
            new AmqpConnectionOptions { Credentials = _ => throw new InvalidOperationException("The vault is closed.") }));
        Assert.Contains("The vault is closed.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecretThatTheBrokerRefusesClosesTheConnection()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        Task updating = connection.UpdateSecretAsync("topsecret");
        await peer.ExpectAsync(MethodId.ConnectionUpdateSecret);
        peer.Send(0, new ConnectionClose { ReplyCode = ReplyCode.AccessRefused, ReplyText = "New secret was refused"u8 });
        AmqpConnectionClosedException e = await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => updating.WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(ReplyCode.AccessRefused, e.ReplyCode);
        Assert.DoesNotContain("topsecret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatNobodyAskedForIsAnError()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        peer.Send(0, new ConnectionUpdateSecretOk());
        await peer.ExpectAsync(MethodId.ConnectionClose);
        Assert.Equal(CloseInitiator.Library, (await connection.Closed.WaitAsync(ScriptedPeer.Patience)).Initiator);
    }

    private static async Task OpenAsync(ScriptedPeer peer)
    {
        peer.Send(0, new ConnectionTune { ChannelMax = 10, FrameMax = 131072 });
        await peer.ExpectAsync(MethodId.ConnectionTuneOk);
        await peer.ExpectAsync(MethodId.ConnectionOpen);
        peer.Send(0, new ConnectionOpenOk());
    }

    private static async Task WhenTimerIsSetAsync(ScriptedPeer peer, AmqpConnection? unlessClosed = null)
    {
        while (peer.Clock.TimersSet == 0 && unlessClosed is null or { IsOpen: true })
        {
            await Task.Yield();
        }
    }

    private static (string Mechanism, string Response) Read(PeerFrame startOk)
    {
        ConnectionStartOk read = ConnectionStartOk.Read(startOk.Arguments);
        return (read.Mechanism.ToString(), Encoding.UTF8.GetString(read.Response.Octets));
    }
}
