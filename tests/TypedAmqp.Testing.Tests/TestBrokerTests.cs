using TypedAmqp.Broker;

namespace TypedAmqp.Testing.Tests;

/// <summary>Starting, reaching and ending a <see cref="TestBroker"/>.</summary>
public sealed class TestBrokerTests
{
    [Fact]
    public async Task It_is_reached_by_its_uri_and_within_the_process()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection socket = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpConnection inside = await broker.ConnectAsync();
        AmqpChannel sender = await socket.OpenChannelAsync();
        AmqpChannel receiver = await inside.OpenChannelAsync();
        await sender.DeclareQueueAsync("both");

        await sender.PublishAsync("", "both", "hello"u8.ToArray());

        GetResult? message = await receiver.GetAsync("both", noAck: true);
        Assert.Equal("hello"u8, message!.Message.Body.FirstSpan);
    }

    [Fact]
    public async Task Two_of_them_know_nothing_of_each_other()
    {
        await using TestBroker first = await TestBroker.StartAsync();
        await using TestBroker second = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(first.Uri);
        AmqpChannel channel = await connection.OpenChannelAsync();

        await channel.DeclareQueueAsync("mine");

        Assert.NotEqual(first.Uri, second.Uri);
        Assert.NotNull(first.Broker.VirtualHosts["/"].FindQueue("mine"));
        Assert.Null(second.Broker.VirtualHosts["/"].FindQueue("mine"));
    }

    [Fact]
    public async Task Without_a_listener_it_has_no_uri()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();

        Assert.True(connection.IsOpen);
        Assert.Throws<InvalidOperationException>(() => broker.Uri);
    }

    [Fact]
    public async Task Users_and_virtual_hosts_are_those_of_the_options()
    {
        BrokerOptions options = new() { Users = [new BrokerUser("alice", "secret")], VirtualHosts = ["blue"] };
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Broker = options });

        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(
            broker.ConnectionOptions with { UserName = "alice", Password = "secret", VirtualHost = "blue" });
        await Assert.ThrowsAsync<AmqpConnectException>(() => broker.ConnectAsync());
    }

    [Fact]
    public async Task Its_end_is_that_of_every_connection()
    {
        TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection socket = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpConnection inside = await broker.ConnectAsync();

        await broker.DisposeAsync();

        Assert.Equal(Protocol.ReplyCode.ConnectionForced, (await socket.Closed).ReplyCode);
        Assert.Equal(Protocol.ReplyCode.ConnectionForced, (await inside.Closed).ReplyCode);
        await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(broker.Uri));
    }
}
