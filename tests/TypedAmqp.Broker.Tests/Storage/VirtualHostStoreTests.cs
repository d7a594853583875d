using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Virtual hosts that were made or deleted while a broker with a data folder ran are so in its next life.</summary>
public sealed class VirtualHostStoreTests : StoreTest
{
    [Fact]
    public async Task One_that_was_made_is_there_with_what_is_in_it()
    {
        Broker.AddVirtualHost("green", out _)
            .DeclareQueue(new QueueDeclaration("q", Durable: true, Exclusive: false, AutoDelete: false, []), owner: null);

        await RestartAsync();

        Assert.NotNull(Broker.VirtualHosts["green"].FindQueue("q"));
        Assert.Contains(BrokerPermissions.Everything("guest", "green"), Broker.Access.Permissions);
    }

    [Fact]
    public async Task One_that_was_deleted_is_gone_and_nothing_of_it_is_in_one_of_its_name()
    {
        VirtualHost green = Broker.AddVirtualHost("green", out _);
        green.DeclareExchange(new ExchangeDeclaration("e", ExchangeTypes.Topic, Durable: true, AutoDelete: false, Internal: false, []));
        green.DeclareQueue(new QueueDeclaration("q", Durable: true, Exclusive: false, AutoDelete: false, []), owner: null);
        green.BindQueue("q", "e", "#", [], owner: null);
        Broker.SetPolicy(new BrokerPolicy("p", "", new FieldTable { ["max-length"] = 1 }) { VirtualHost = "green" });
        Broker.Access.ClearPermissions("guest", "green");
        Broker.DeleteVirtualHost("green");

        await RestartAsync();

        Assert.Equal(["/"], Broker.VirtualHosts.Keys);
        Assert.Empty(Broker.Policies);
        green = Broker.AddVirtualHost("green", out _);
        Assert.Empty(green.Queues);
        Assert.Null(green.FindExchange("e"));
        await using RawClient client = await ConnectAsync(new RawOptions { VirtualHost = "green" });
        await client.DeclareAsync("q");
    }
}
