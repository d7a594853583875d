using TypedAmqp.Broker.Tests.Exchanges;

namespace TypedAmqp.Broker.Tests.VirtualHosts;

public sealed class TopologyTests
{
    private readonly VirtualHost _host = RouteTesting.NewVirtualHost();

    [Fact]
    public void The_exchanges_of_RabbitMQ_are_there_from_the_start() => Assert.Equal(
        [
            "/direct", "amq.direct/direct", "amq.fanout/fanout", "amq.headers/headers", "amq.match/headers", "amq.rabbitmq.trace/topic",
            "amq.topic/topic",
        ],
        _host.Exchanges.Select(static exchange => $"{exchange.Name}/{exchange.Declaration.Type}"));

    [Fact]
    public void Queues_are_listed_by_name()
    {
        _host.DeclareQueue("b");
        _host.DeclareQueue("a");
        Assert.Equal(["a", "b"], _host.Queues.Select(static queue => queue.Name));
    }

    [Fact]
    public void Names_of_the_server_are_all_different()
    {
        HashSet<string> names = [.. Enumerable.Range(0, 1000).Select(_ => _host.DeclareQueue("").Name)];
        Assert.Equal(1000, names.Count);
        Assert.All(names, static name => Assert.Matches("^amq\\.gen-[A-Za-z0-9_-]{22}$", name));
    }

    [Fact]
    public void A_long_chain_of_exchanges_is_followed_and_goes_at_once()
    {
        const int Count = 20_000;
        for (int i = 0; i < Count; i++)
        {
            _host.DeclareExchange(new ExchangeDeclaration($"x{i}", "fanout", false, AutoDelete: true, false, []));
            if (i > 0)
            {
                _host.BindExchange($"x{i}", $"x{i - 1}", "", []);
            }
        }

        _host.DeclareQueue("q");
        _host.Bind("q", $"x{Count - 1}", "");
        Assert.Equal(["q"], _host.Route("x0", ""));
        _host.DeleteQueue("q", false, false, null);
        Assert.Null(_host.FindExchange("x0"));
        Assert.Equal(7, _host.Exchanges.Count);
    }

    [Fact]
    public void Exclusive_queues_go_with_their_connection_and_only_those()
    {
        object one = new();
        object other = new();
        Queue queue = _host.DeclareQueue("one", one);
        _host.DeclareQueue("other", other);
        _host.DeclareQueue("all");
        _host.Bind("all", "amq.fanout", "");
        _host.BindQueue("one", "amq.fanout", "", [], one);
        _host.DeleteExclusiveQueues(one);
        Assert.True(queue.IsDeleted);
        Assert.Equal(["all", "other"], _host.Queues.Select(static left => left.Name));
        Assert.Equal(["all"], _host.Route("amq.fanout", ""));
    }

    [Fact]
    public void An_exclusive_queue_needs_a_connection() => Assert.Throws<ArgumentNullException>(
        () => _host.DeclareQueue(new QueueDeclaration("q", false, Exclusive: true, false, []), null));

    [Fact]
    public void An_auto_delete_queue_goes_when_it_is_reported_unused_and_another_of_its_name_stays()
    {
        QueueDeclaration declaration = new("q", false, false, AutoDelete: true, []);
        Queue first = _host.DeclareQueue(declaration, null);
        _host.QueueBecameUnused(first);
        Assert.Null(_host.FindQueue("q"));
        Queue second = _host.DeclareQueue(declaration, null);
        _host.QueueBecameUnused(first);
        Assert.Same(second, _host.FindQueue("q"));
    }

    [Fact]
    public void Names_longer_than_any_can_be_are_not_found()
    {
        Assert.Null(_host.FindQueue(new string('q', 256)));
        Assert.Null(_host.FindExchange(new string('\u20ac', 1000)));
    }
}
