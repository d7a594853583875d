using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Exchanges;

public sealed class RoutingTests
{
    private readonly VirtualHost _host = RouteTesting.NewVirtualHost();

    [Fact]
    public void The_default_exchange_leads_to_the_queue_of_that_name()
    {
        _host.DeclareQueue("q");
        Assert.Equal(["q"], _host.Route("", "q"));
        Assert.Empty(_host.Route("", "r"));
    }

    [Fact]
    public void A_direct_exchange_leads_where_the_key_is_bound()
    {
        DeclareQueues("p", "q");
        _host.Bind("p", "amq.direct", "k");
        _host.Bind("q", "amq.direct", "k");
        _host.Bind("q", "amq.direct", "l");
        Assert.Equal(["p", "q"], _host.Route("amq.direct", "k"));
        Assert.Equal(["q"], _host.Route("amq.direct", "l"));
        Assert.Empty(_host.Route("amq.direct", ""));
    }

    [Fact]
    public void A_queue_that_is_bound_in_many_ways_is_one_target()
    {
        DeclareQueues([.. Enumerable.Range(0, 50).Select(static i => $"q{i:d2}")]);
        for (int i = 0; i < 50; i++)
        {
            _host.Bind($"q{i:d2}", "amq.topic", "#");
            _host.Bind($"q{i:d2}", "amq.topic", "a.*");
            _host.Bind($"q{i:d2}", "amq.topic", "a.b", new FieldTable { ["n"] = 1 });
            _host.Bind($"q{i:d2}", "amq.topic", "a.b", new FieldTable { ["n"] = 2 });
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"q{i:d2}"), _host.Route("amq.topic", "a.b"));
    }

    [Fact]
    public void Exchanges_lead_on_to_exchanges_and_circles_end()
    {
        DeclareQueues("p", "q");
        _host.Declare("x", "fanout");
        _host.Declare("y", "direct");
        _host.Declare("z", "topic");
        _host.BindExchange("y", "x", "", []);
        _host.BindExchange("z", "y", "a.b", []);
        _host.BindExchange("x", "z", "#", []);
        _host.Bind("p", "z", "*.b");
        _host.Bind("q", "x", "");
        Assert.Equal(["p", "q"], _host.Route("x", "a.b"));
        Assert.Equal(["q"], _host.Route("x", "other"));
        Assert.Equal(["p", "q"], _host.Route("z", "a.b"));
    }

    [Fact]
    public void Alternates_take_what_matches_nothing()
    {
        DeclareQueues("p", "q");
        _host.Declare("x", "direct", alternate: "y");
        _host.Declare("y", "direct", alternate: "z");
        Assert.Empty(_host.Route("x", "k"));
        _host.Declare("z", "fanout");
        _host.Bind("q", "z", "");
        Assert.Equal(["q"], _host.Route("x", "k"));
        _host.Bind("p", "x", "k");
        Assert.Equal(["p"], _host.Route("x", "k"));
    }

    [Fact]
    public void Only_routes_that_looked_at_headers_depend_on_them()
    {
        DeclareQueues("q");
        _host.Declare("x", "fanout");
        RouteTargets targets = new();
        _host.FindExchange("x")!.Route(new RoutingContext { RoutingKey = "k"u8 }, targets);
        Assert.False(targets.DependsOnMessage);
        targets.Clear();
        _host.BindExchange("amq.headers", "x", "", []);
        _host.FindExchange("x")!.Route(new RoutingContext { RoutingKey = "k"u8 }, targets);
        Assert.True(targets.DependsOnMessage);
    }

    [Fact]
    public void Malformed_headers_are_a_syntax_error()
    {
        DeclareQueues("q");
        _host.Bind("q", "amq.headers", "", new FieldTable { ["a"] = 1 });
        AmqpConnectionException error = Assert.Throws<AmqpConnectionException>(() => _host.FindExchange("amq.headers")!.Route(
            new RoutingContext { RoutingKey = default, Properties = new BasicPropertiesView([0x20, 0, 0, 0, 0, 9, 1]) }, new RouteTargets()));
        Assert.Equal(ReplyCode.SyntaxError, error.ReplyCode);
    }

    [Fact]
    public void Routing_allocates_nothing()
    {
        DeclareQueues([.. Enumerable.Range(0, 40).Select(static i => $"q{i}")]);
        _host.Declare("x", "fanout", alternate: "amq.topic");
        for (int i = 0; i < 40; i++)
        {
            _host.Bind($"q{i}", "amq.direct", "k");
            _host.Bind($"q{i}", "amq.topic", "a.#");
            _host.Bind($"q{i}", "amq.topic", "*.b.c");
            _host.Bind($"q{i}", "amq.fanout", "");
            _host.Bind($"q{i}", "amq.headers", "", new FieldTable { ["x-match"] = "any", ["a"] = 1, ["b"] = "two" });
        }

        byte[] properties = [0x20, 0, 0, 0, 0, 7, 1, (byte)'a', (byte)'I', 0, 0, 0, 1];
        RouteTargets targets = new();
        string[] exchanges = ["", "amq.direct", "amq.fanout", "amq.topic", "amq.headers", "x"];
        Exchange[] all = [.. exchanges.Select(name => _host.FindExchange(name)!)];
        RouteAll();

        // What the runtime allocates once, at a moment of its own, is in one round at most.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                RouteAll();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        void RouteAll()
        {
            foreach (Exchange exchange in all)
            {
                targets.Clear();
                ReadOnlySpan<byte> key = exchange is DirectExchange ? "k"u8 : exchange is DefaultExchange ? "q7"u8 : "a.b.c"u8;
                exchange.Route(new RoutingContext { RoutingKey = key, Properties = new BasicPropertiesView(properties) }, targets);
                if (targets.Queues.Count != (exchange is DefaultExchange ? 1 : 40))
                {
                    throw new InvalidOperationException($"{exchange.Name} led to {targets.Queues.Count} queues.");
                }
            }
        }
    }

    private void DeclareQueues(params string[] names)
    {
        foreach (string name in names)
        {
            _host.DeclareQueue(name);
        }
    }
}
