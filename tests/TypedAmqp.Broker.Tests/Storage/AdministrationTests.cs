using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Users, permissions and policies that were changed while a broker with a data folder ran are so in its next life.</summary>
public sealed class AdministrationTests : StoreTest
{
    private const string Hash = "slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz";

    [Fact]
    public async Task Users_and_permissions_are_as_they_were()
    {
        Broker.Access.SetUser(BrokerUser.FromHash("alice", Hash, loopbackOnly: true, "administrator", "other"));
        Broker.Access.SetUser(BrokerUser.FromHash("bob", Hash, loopbackOnly: false));
        Broker.Access.SetPermissions(new BrokerPermissions("alice", "/", "^a", "^b", "^c"));
        Broker.Access.SetPermissions(BrokerPermissions.Everything("bob", "/"));
        Broker.Access.ClearPermissions("bob", "/");
        Broker.Access.SetUser(BrokerUser.FromHash("carol", Hash, loopbackOnly: false));
        Broker.Access.SetPermissions(BrokerPermissions.Everything("carol", "/"));
        Broker.Access.DeleteUser("carol");

        await RestartAsync();

        Assert.Equal(["alice", "bob", "guest"], Broker.Access.Users.Select(static user => user.Name));
        BrokerUser alice = Broker.Access.Users[0];
        Assert.Equal((Hash, true), (alice.PasswordHash, alice.LoopbackOnly));
        Assert.Equal(["administrator", "other"], alice.Tags);
        Assert.Equal([new BrokerPermissions("alice", "/", "^a", "^b", "^c"), BrokerPermissions.Everything("guest", "/")], Broker.Access.Permissions);
    }

    [Fact]
    public async Task Who_is_given_at_the_start_is_as_given_but_the_default_user_stays_as_it_was()
    {
        BrokerOptions options = new() { Users = [BrokerUser.Guest, new BrokerUser("root", "new")] };
        Broker.Access.SetUser(new BrokerUser("guest", "other"));
        Broker.Access.SetUser(new BrokerUser("root", "old"));

        await using Broker next = await NextAsync(options);

        Assert.NotNull(next.Access.Authenticate("root", "new", isLoopback: false));
        Assert.NotNull(next.Access.Authenticate("guest", "other", isLoopback: true));
        Assert.Contains(BrokerPermissions.Everything("root", "/"), next.Access.Permissions);
    }

    [Fact]
    public async Task A_default_user_that_was_deleted_does_not_come_back()
    {
        BrokerOptions options = new() { Users = [BrokerUser.Guest, new BrokerUser("root", "secret")] };
        Broker.Access.DeleteUser("guest");
        await Client.ExpectCloseAsync(ReplyCode.ConnectionForced);

        await using Broker next = await NextAsync(options);

        Assert.Equal(["root"], next.Access.Users.Select(static user => user.Name));
        Assert.Equal([BrokerPermissions.Everything("root", "/")], next.Access.Permissions);
    }

    [Fact]
    public async Task Policies_hold_again_for_the_queues_that_are_restored()
    {
        await Client.DeclareAsync("q", durable: true);
        Broker.SetPolicy(new BrokerPolicy(
            "p", "^q", new FieldTable { ["max-length"] = 1, ["overflow"] = "reject-publish" }) { ApplyTo = PolicyTarget.Queues, Priority = 7 });
        Broker.SetPolicy(new BrokerPolicy("gone", "^q", new FieldTable { ["max-length"] = 9 }));
        Broker.ClearPolicy("/", "gone");
        Broker.SetOperatorPolicy(new BrokerPolicy("o", "^z", new FieldTable { ["max-length"] = 3 }));

        await RestartAsync();

        BrokerPolicy policy = Assert.Single(Broker.Policies);
        Assert.Equal(("p", "^q", PolicyTarget.Queues, 7, "/"), (policy.Name, policy.Pattern, policy.ApplyTo, policy.Priority, policy.VirtualHost));
        Assert.Equal("o", Assert.Single(Broker.OperatorPolicies).Name);
        await Client.PublishAsync("q", "one");
        await Client.PublishAsync("q", "two");
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
    }

    // The client of the base class comes as a guest with the usual password.
    private async Task<Broker> NextAsync(BrokerOptions options)
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        return new Broker(options, createStore: null, Disk.After(Crash.Kill), new StoreLimits());
    }
}
