using System.Text;

namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Routing while the topology changes.</summary>
public sealed class RoutingUnderChangeTests
{
    private readonly VirtualHost _host = RouteTesting.NewVirtualHost();

    [Theory]
    [InlineData("direct")]
    [InlineData("topic")]
    public void A_change_costs_its_own_size_and_not_that_of_what_is_there(string type)
    {
        const int Count = 20_000;
        _host.Declare("x", type);
        _host.DeclareQueue("q");
        RouteTargets targets = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            string key = $"device.{i}.event";
            _host.Bind("q", "x", key);
            targets.Clear();
            _host.FindExchange("x")!.Route(new RoutingContext { RoutingKey = Encoding.UTF8.GetBytes(key) }, targets);
            Assert.Single(targets.Queues);
        }

        // A snapshot of all of them after each would take gigabytes.
        long perBinding = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.True(perBinding < 4096, $"{perBinding} octets a binding");
    }

    [Fact]
    public void Many_changes_in_a_row_are_collected_once()
    {
        const int Count = 5_000;
        _host.DeclareQueue("q");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            _host.Bind("q", "amq.fanout", $"{i}");
        }

        Assert.Equal(["q"], _host.Route("amq.fanout", ""));
        long perBinding = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.True(perBinding < 4096, $"{perBinding} octets a binding");
    }

    [Fact]
    public async Task What_stays_bound_is_found_while_all_around_it_changes()
    {
        _host.DeclareQueue("stays");
        _host.Bind("stays", "amq.direct", "k");
        _host.Bind("stays", "amq.topic", "a.*.c");
        _host.Bind("stays", "amq.fanout", "");
        using CancellationTokenSource done = new();
        Task<int>[] readers =
            [.. new[] { "amq.direct", "amq.topic", "amq.fanout", "" }.Select(exchange => Task.Run(() => CountMisses(exchange, done.Token)))];
        for (int round = 0; round < 150; round++)
        {
            for (int i = 0; i < 20; i++)
            {
                string queue = $"goes{i}";
                _host.DeclareQueue(queue);
                _host.Bind(queue, "amq.direct", i % 2 == 0 ? "k" : queue);
                _host.Bind(queue, "amq.topic", i % 2 == 0 ? "a.#" : "a.*.c");
                _host.Bind(queue, "amq.topic", $"a.{i}.c");
                _host.Bind(queue, "amq.fanout", "");
            }

            for (int i = 0; i < 20; i++)
            {
                _host.DeleteQueue($"goes{i}", false, false, null);
            }
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static misses => Assert.Equal(0, misses));
        Assert.Equal(["stays"], _host.Route("amq.topic", "a.b.c"));
    }

    [Fact]
    public void Every_change_is_announced_by_the_version()
    {
        int version = _host.TopologyVersion;
        void Changes(bool expected, Action change)
        {
            change();
            Assert.Equal(expected, _host.TopologyVersion != version);
            version = _host.TopologyVersion;
        }

        Changes(true, () => _host.DeclareQueue("q"));
        Changes(false, () => _host.DeclareQueue("q"));
        Changes(true, () => _host.Declare("x", "fanout"));
        Changes(false, () => _host.Declare("x", "fanout"));
        Changes(true, () => _host.Bind("q", "x", ""));
        Changes(false, () => _host.Bind("q", "x", ""));
        Changes(false, () => _host.UnbindQueue("q", "x", "other", [], null));
        Changes(true, () => _host.UnbindQueue("q", "x", "", [], null));
        Changes(true, () => _host.BindExchange("amq.direct", "x", "", []));
        Changes(true, () => _host.UnbindExchange("amq.direct", "x", "", []));
        Changes(true, () => _host.DeleteExchange("x", false));
        Changes(false, () => _host.DeleteExchange("x", false));
        Changes(true, () => _host.DeleteQueue("q", false, false, null));
        Changes(false, () => _host.DeleteQueue("q", false, false, null));
        object owner = new();
        Changes(true, () => _host.DeclareQueue("e", owner));
        Changes(true, () => _host.DeleteExclusiveQueues(owner));
        Changes(false, () => _host.DeleteExclusiveQueues(owner));
    }

    private int CountMisses(string exchange, CancellationToken cancellationToken)
    {
        int misses = 0;
        RouteTargets targets = new();
        Queue stays = _host.FindQueue("stays")!;
        while (!cancellationToken.IsCancellationRequested)
        {
            targets.Clear();
            ReadOnlySpan<byte> key = exchange switch { "amq.direct" => "k"u8, "" => "stays"u8, _ => "a.b.c"u8 };
            _host.FindExchange(exchange)!.Route(new RoutingContext { RoutingKey = key }, targets);
            misses += targets.Queues.Contains(stays) ? 0 : 1;
        }

        return misses;
    }
}
