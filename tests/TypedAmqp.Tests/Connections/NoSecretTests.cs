using System.Globalization;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

/// <summary>The password is in nothing that the library says.</summary>
public sealed class NoSecretTests
{
    private const string Secret = "Tr0ub4dor-and-3";

    [Fact]
    public void NeitherOptionsNorCredentialsPrintIt()
    {
        AmqpConnectionOptions connection = AmqpConnectionOptions.Parse($"amqp://me:{Secret}@one,two/vhost") with
        {
            Endpoint = new Uri($"amqp://me:{Secret}@one"),
            Credentials = static _ => ValueTask.FromResult(new AmqpCredentials("me", Secret)),
        };
        object[] all =
        [
            connection, connection with { Endpoints = [] }, connection with { Endpoints = [new Uri($"amqp://me:{Secret}@one")] },
            new AmqpBusOptions { Connection = connection }, new AmqpCredentials("me", Secret) { ExpiresIn = TimeSpan.FromMinutes(1) },
        ];
        Assert.All(all, static one => Assert.DoesNotContain(Secret, one.ToString(), StringComparison.Ordinal));
        Assert.All(all, static one => Assert.NotEqual(one.GetType().ToString(), one.ToString()));
    }

    [Theory]
    [InlineData($"http://me:{Secret}@host")]
    [InlineData($"amqp://me:{Secret}@host:port")]
    [InlineData($"amqp://me:{Secret}%2@host")]
    [InlineData($"amqp://me:{Secret}@host/a/b")]
    [InlineData($"amqp://me:{Secret}@host?key=1")]
    [InlineData($"amqp://me:{Secret}/@host")]
    [InlineData($"amqp://me:{Secret}#@host")]
    [InlineData($"amqp://me:{Secret}?@host")]
    [InlineData($"me:{Secret}@host")]
    public void NoRefusalOfAUriPrintsIt(string uri) =>
        Assert.DoesNotContain(Secret, Assert.Throws<FormatException>(() => AmqpConnectionOptions.Parse(uri)).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("403")]
    [InlineData("530")]
    [InlineData("541")]
    [InlineData("vanish")]
    [InlineData("ask for more")]
    [InlineData("say nothing")]
    public async Task NoRefusalOfAConnectionPrintsIt(string refusal)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { UserName = "me", Password = Secret });
        await peer.StartAsync();
        switch (refusal)
        {
            case "vanish":
                peer.Vanish();
                break;
            case "ask for more":
                peer.Send(0, new ConnectionSecure { Challenge = "more?"u8 });
                break;
            case "say nothing":
                peer.Clock.Advance(TimeSpan.FromMinutes(1));
                break;
            default:
                peer.Send(0, new ConnectionClose { ReplyCode = (ReplyCode)int.Parse(refusal, CultureInfo.InvariantCulture), ReplyText = "no"u8 });
                break;
        }

        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting.WaitAsync(ScriptedPeer.Patience));
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
    }
}
