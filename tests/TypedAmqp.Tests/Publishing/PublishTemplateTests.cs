using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Publishing;

public class PublishTemplateTests
{
    private static readonly byte[] Golden =
    [
        1, 0, 0, 0, 0, 0, 12, 0, 60, 0, 40, 0, 0, 1, (byte)'e', 2, (byte)'k', (byte)'k', 1, 0xCE,
        2, 0, 0, 0, 0, 0, 15, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x00, 2, 0xCE,
    ];

    [Fact]
    public async Task TheOctetsThatACompilerEmitsAreThoseOfTheParts()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        PublishTemplate emitted = new(Golden, hasConstantKey: true);
        PublishTemplate built = new("e", new BasicProperties { DeliveryMode = DeliveryMode.Persistent }, mandatory: true, routingKey: "kk");

        await channel.TryPublishAsync(emitted, "body"u8.ToArray());
        await channel.TryPublishAsync(built, "body"u8.ToArray());

        PeerPublish first = await peer.ReceivePublishAsync();
        PeerPublish second = await peer.ReceivePublishAsync();
        Assert.Equal(("e", "kk", true), (first.Exchange, first.RoutingKey, first.Mandatory));
        Assert.Equal(DeliveryMode.Persistent, first.Properties.DeliveryMode);
        Assert.Equal("body"u8.ToArray(), first.Body);
        Assert.Equal(first with { Body = [], Properties = BasicProperties.Empty }, second with { Body = [], Properties = BasicProperties.Empty });
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.Properties, second.Properties);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, "utf-8")]
    public async Task HeadersOfAMessageGoBehindThoseOfItsRouteOrIntoATableOfTheirOwn(bool hasTable, string? encoding)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        BasicProperties properties = new()
        {
            ContentType = "text/plain",
            ContentEncoding = encoding,
            DeliveryMode = DeliveryMode.Persistent,
            Type = "a",
            Headers = hasTable ? new FieldTable { ["first"] = 1L } : null,
        };
        byte[] fields = [1, (byte)'t', (byte)'S', 0, 0, 0, 2, (byte)'x', (byte)'y'];
        await channel.TryPublishAsync(
            new PublishTemplate("e", properties, routingKey: "k"), default, fields, "body"u8.ToArray(), CancellationToken.None);
        await channel.TryPublishAsync(new PublishTemplate("e", properties, routingKey: "k"), "body"u8.ToArray());

        PeerPublish with = await peer.ReceivePublishAsync();
        PeerPublish without = await peer.ReceivePublishAsync();
        Assert.Equal("xy", with.Properties.Headers!["t"]?.ToString());
        Assert.Equal(hasTable ? 1L : null, with.Properties.Headers.TryGetValue("first", out object? first) ? first : null);
        Assert.Equal(with.Properties with { Headers = null }, without.Properties with { Headers = null });
        Assert.Equal((hasTable, "a"), (without.Properties.Headers is not null, with.Properties.Type));
        Assert.Equal("body"u8.ToArray(), with.Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public async Task TheKeyGoesIntoItsSlot(int length)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        PublishTemplate template = new("e", new BasicProperties { Type = "t" }, mandatory: false);
        byte[] key = [.. Enumerable.Repeat((byte)'k', length)];

        await channel.TryPublishAsync(template, key, "body"u8.ToArray());

        PeerPublish published = await peer.ReceivePublishAsync();
        Assert.Equal(
            ("e", new string('k', length), false, "t"), (published.Exchange, published.RoutingKey, published.Mandatory, published.Properties.Type));
    }

    [Fact]
    public async Task AKeyThatDoesNotFitSendsNothing()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await channel.TryPublishAsync(new PublishTemplate("e"), new byte[256], ReadOnlyMemory<byte>.Empty));
        await Assert.ThrowsAsync<ArgumentException>(async () => await channel.TryPublishAsync(new PublishTemplate("e"), "no key"u8.ToArray()));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await channel.TryPublishAsync(new PublishTemplate(Golden, true), "k"u8.ToArray(), ReadOnlyMemory<byte>.Empty));

        await channel.TryPublishAsync(new PublishTemplate("e"), "fits"u8.ToArray(), ReadOnlyMemory<byte>.Empty);
        Assert.Equal("fits", (await peer.ReceivePublishAsync()).RoutingKey);
    }

    [Fact]
    public void RefusesOctetsThatAreNoTemplate()
    {
        for (int length = 0; length < Golden.Length; length++)
        {
            Assert.Throws<ArgumentException>(() => new PublishTemplate(Golden.AsSpan(0, length), hasConstantKey: true));
        }

        Assert.Throws<ArgumentException>(() => new PublishTemplate([.. Golden, 0], hasConstantKey: true));
        Assert.Throws<ArgumentException>(() => new PublishTemplate(Golden, hasConstantKey: false));
        for (int at = 0; at < Golden.Length; at++)
        {
            byte[] broken = [.. Golden];
            broken[at] ^= 0x40;

            // Nothing but an ArgumentException may come of it; some octets are free.
            Exception? e = Record.Exception(() => new PublishTemplate(broken, hasConstantKey: true));
            Assert.True(e is null or ArgumentException, $"{at}: {e}");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4088, 1)]
    [InlineData(4089, 2)]
    [InlineData(8176, 2)]
    [InlineData(1_000_000, 245)]
    public async Task ABodyIsSplitAtTheFrameMax(int octets, int frames)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(frameMax: 4096);
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        byte[] body = new byte[octets];
        Random.Shared.NextBytes(body);

        await channel.TryPublishAsync("e", "k", body);

        PeerPublish published = await peer.ReceivePublishAsync();
        Assert.Equal(frames, published.BodyFrames);
        Assert.Equal(body, published.Body);
    }
}
