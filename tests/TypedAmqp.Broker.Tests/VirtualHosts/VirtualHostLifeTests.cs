using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Virtual hosts that come and go while the broker runs. Texts are those of a RabbitMQ 3.10.8.</summary>
public sealed class VirtualHostLifeTests() : BrokerTest(new BrokerOptions
{
    Users = [BrokerUser.Guest, new BrokerUser("alice", "secret")],
    Permissions = [BrokerPermissions.Everything("alice", "/") with { Write = "^a" }],
})
{
    private static readonly RawOptions Green = new() { VirtualHost = "green" };

    [Fact]
    public async Task Who_may_do_everything_everywhere_may_do_so_in_a_new_one_and_nobody_else()
    {
        VirtualHost green = Broker.AddVirtualHost("green", out bool isNew);

        Assert.True(isNew);
        Assert.Same(green, Broker.AddVirtualHost("green", out isNew));
        Assert.False(isNew);
        Assert.Equal(["/", "green"], Broker.VirtualHosts.Keys);
        Assert.Equal(
            [BrokerPermissions.Everything("guest", "green")], Broker.Access.Permissions.Where(static granted => granted.VirtualHost == "green"));
        await using RawClient client = await OpenAsync(Green);
        await client.DeclareAsync("q");
        Assert.NotNull(green.FindQueue("q"));
        Assert.Null(Broker.VirtualHosts["/"].FindQueue("q"));
    }

    [Fact]
    public async Task One_that_is_deleted_takes_everything_of_it_along()
    {
        VirtualHost green = Broker.AddVirtualHost("green", out _);
        Broker.SetPolicy(new BrokerPolicy("p", "", new FieldTable { ["max-length"] = 1 }) { VirtualHost = "green" });
        Broker.SetOperatorPolicy(new BrokerPolicy("o", "", new FieldTable { ["max-length"] = 1 }) { VirtualHost = "green" });
        green.DeclareExchange(new ExchangeDeclaration("e", ExchangeTypes.Topic, Durable: true, AutoDelete: true, Internal: false, []));
        await using RawClient client = await OpenAsync(Green);
        await client.DeclareAsync("q");
        green.BindQueue("q", "e", "#", [], owner: null);
        await client.PublishAsync("q", "one");
        await client.InspectAsync("q");

        Assert.True(Broker.DeleteVirtualHost("green"));

        Assert.Equal("CONNECTION_FORCED - vhost 'green' is deleted", await client.ExpectCloseAsync(ReplyCode.ConnectionForced));
        Assert.False(Broker.DeleteVirtualHost("green"));
        Assert.Equal(["/"], Broker.VirtualHosts.Keys);
        Assert.Empty(green.Queues);
        Assert.Empty(green.Exchanges);
        Assert.Empty(Broker.Policies);
        Assert.Empty(Broker.OperatorPolicies);
        Assert.DoesNotContain(Broker.Access.Permissions, static granted => granted.VirtualHost == "green");
        Assert.Equal(0, Broker.Resources.Memory.Octets);
        Assert.Throws<AmqpConnectionException>(
            () => green.DeclareExchange(new ExchangeDeclaration("late", ExchangeTypes.Topic, true, false, false, [])));
        Assert.Throws<AmqpConnectionException>(() => green.DeclareQueue(new QueueDeclaration("late", true, false, false, []), owner: null));
        await Client.DeclareAsync("still");
    }

    [Fact]
    public void It_has_to_have_a_name() => Assert.Throws<ArgumentException>(() => Broker.AddVirtualHost("", out _));
}
