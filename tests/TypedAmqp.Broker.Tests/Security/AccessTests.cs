using System.Text.Json.Nodes;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Security;

/// <summary>Users and permissions while the broker runs. What RabbitMQ says to them is in the recorded scenarios.</summary>
public sealed class AccessTests() : BrokerTest(new BrokerOptions
{
    Users = [BrokerUser.Guest, new BrokerUser("alice", "secret"), new BrokerUser("bob", "secret")],
    Permissions = [new BrokerPermissions("alice", "/", "^a", "^(a|amq.default)", "^a")],
    VirtualHosts = ["/", "blue"],
})
{
    private static readonly RawOptions Alice = new() { UserName = "alice", Password = "secret" };

    [Fact]
    public void Who_is_not_named_may_do_everything_everywhere_and_who_is_just_that()
    {
        Assert.Equal(
            [
                new BrokerPermissions("alice", "/", "^a", "^(a|amq.default)", "^a"),
                BrokerPermissions.Everything("bob", "/"), BrokerPermissions.Everything("bob", "blue"),
                BrokerPermissions.Everything("guest", "/"), BrokerPermissions.Everything("guest", "blue"),
            ],
            Broker.Access.Permissions);
    }

    [Fact]
    public async Task What_is_taken_from_a_user_counts_at_once_also_where_routes_are_known()
    {
        await using RawClient alice = await OpenAsync(Alice);
        await alice.DeclareAsync("a");
        await alice.PublishAsync("a", "one");
        Assert.Equal("one", (await alice.GetAsync("a", noAck: true))!.Text);

        Broker.Access.SetPermissions(new BrokerPermissions("alice", "/", "^a", "", "^a"));
        await alice.PublishAsync("a", "two");

        Assert.Equal(
            "ACCESS_REFUSED - access to exchange 'amq.default' in vhost '/' refused for user 'alice'",
            await alice.ExpectChannelCloseAsync(ReplyCode.AccessRefused));
        Assert.Equal((0, 0), await Client.InspectAsync("a"));
    }

    [Fact]
    public async Task What_is_given_to_a_user_counts_at_once()
    {
        await using RawClient alice = await OpenAsync(Alice);
        Broker.Access.SetPermissions(BrokerPermissions.Everything("alice", "/"));

        await alice.DeclareAsync("yours");

        Assert.Equal((0, 0), await Client.InspectAsync("yours"));
    }

    [Fact]
    public async Task Who_is_deleted_is_gone_and_so_are_its_connections()
    {
        await using RawClient alice = await OpenAsync(Alice);

        Assert.True(Broker.Access.DeleteUser("alice"));

        Assert.Equal("CONNECTION_FORCED - user 'alice' is deleted", await alice.ExpectCloseAsync(ReplyCode.ConnectionForced));
        Assert.False(Broker.Access.DeleteUser("alice"));
        Assert.DoesNotContain(Broker.Access.Permissions, permissions => permissions.User == "alice");
        Assert.Null(Broker.Access.Authenticate("alice", "secret", isLoopback: true));
    }

    [Fact]
    public async Task The_list_of_queues_has_only_those_that_the_user_may_read()
    {
        await Client.DeclareAsync("secret");
        await Client.DeclareAsync("a");
        await using RawClient alice = await OpenAsync(Alice);

        Assert.Equal("a", await NamesAsync(alice));
        Assert.Equal("a, secret", await NamesAsync(Client));
        Broker.Access.SetPermissions(new BrokerPermissions("alice", "/", ".*", ".*", ""));
        Assert.Equal("", await NamesAsync(alice));
    }

    [Fact]
    public async Task Who_is_deleted_is_gone_although_it_reads_nothing()
    {
        await using RawClient alice = await OpenAsync(Alice);
        await Client.DeclareAsync("a");
        await Client.PublishAsync("a", "held");
        await Client.ExpectNothingAsync();
        Assert.NotNull(await alice.GetAsync("a"));
        for (int i = 0; i < 100; i++)
        {
            alice.Publish("anowhere", new byte[64 * 1024], mandatory: true);
        }

        Task sent = alice.Output.FlushAsync().AsTask();
        while (!Broker.Connections.Any(static connection => connection.Output.IsBackedUp))
        {
            await Client.ExpectNothingAsync();
        }

        Assert.True(Broker.Access.DeleteUser("alice"));

        // What it held comes back before it is gone.
        await Broker.Activity.WhenAsync(() => Broker.ConnectionCount == 1, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(1, (await Client.InspectAsync("a")).Messages);
        await sent;
    }

    [Fact]
    public async Task A_new_user_may_do_nothing_until_it_is_given_something()
    {
        Broker.Access.SetUser(new BrokerUser("carol", "old"));
        Broker.Access.SetUser(new BrokerUser("carol", "new"));
        Assert.Null(Broker.Access.Authenticate("carol", "old", isLoopback: true));
        Assert.NotNull(Broker.Access.Authenticate("carol", "new", isLoopback: true));
        Assert.Null(Broker.Access.Find("carol", "blue"));

        Broker.Access.SetPermissions(BrokerPermissions.Everything("carol", "blue"));

        await using RawClient carol = await OpenAsync(new RawOptions { UserName = "carol", Password = "new", VirtualHost = "blue" });
        await carol.DeclareAsync("q");
    }

    [Fact]
    public void Permissions_are_of_users_who_are_there_and_regular_expressions()
    {
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => Broker.Access.SetPermissions(BrokerPermissions.Everything("dave", "/")));
        Assert.StartsWith("There is no user 'dave'", unknown.Message, StringComparison.Ordinal);
        ArgumentException broken = Assert.Throws<ArgumentException>(
            () => Broker.Access.SetPermissions(new BrokerPermissions("bob", "/", "(", "", "")));
        Assert.StartsWith("'(' is no regular expression", broken.Message, StringComparison.Ordinal);
        Assert.Contains(BrokerPermissions.Everything("bob", "/"), Broker.Access.Permissions);
    }

    [Fact]
    public void An_expression_without_end_allows_nothing()
    {
        CompiledPermissions permissions = new(new BrokerPermissions("alice", "/", "^(a+)+$", "", ""));

        Assert.False(permissions.Allows(AccessRight.Configure, new string('a', 200) + "b"));
    }

    private static async Task<string> NamesAsync(RawClient client)
    {
        RawMessage list = (await client.GetAsync("amq.typedamqp.queues", noAck: true))!;
        return string.Join(", ", JsonNode.Parse(list.Text)!.AsArray().Select(static queue => (string?)queue!["name"]));
    }
}
