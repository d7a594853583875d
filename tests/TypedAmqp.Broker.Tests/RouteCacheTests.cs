using System.Text;

namespace TypedAmqp.Broker.Tests;

/// <summary>A connection's memory of where its messages go, however many places that are.</summary>
public sealed class RouteCacheTests : BrokerTest
{
    private const int Queues = 1000;

    private readonly RouteCache _cache;

    public RouteCacheTests()
    {
        _cache = new RouteCache(Host, new ConnectionAccess(Broker.Access, "guest", "/"));
        for (int i = 0; i < Queues; i++)
        {
            Declare(i);
        }
    }

    private VirtualHost Host => Broker.VirtualHosts["/"];

    public override async ValueTask DisposeAsync()
    {
        _cache.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public void A_route_is_remembered_as_one_among_thousands()
    {
        Route[] first = [.. Enumerable.Range(0, Queues).Select(Find)];
        Route[] second = [.. Enumerable.Range(0, Queues).Select(Find)];
        Assert.Equal(first, second);
    }

    [Fact]
    public void What_others_took_is_not_there_to_remember_more_and_comes_back_when_they_end()
    {
        while (Broker.Resources.Routes.TryTake(64))
        {
        }

        for (int round = 0; round < 3; round++)
        {
            Assert.All(Enumerable.Range(0, Queues), number => Assert.Equal(Name(number), Find(number).Queues[0].Name));
        }

        Assert.NotSame(Find(0), FindAfterAll(0));
        Broker.Resources.Routes.Return(64);
        Assert.All(Enumerable.Range(0, Queues), number => Find(number));
        Assert.False(Broker.Resources.Routes.TryTake(64));
        _cache.Dispose();
        Assert.True(Broker.Resources.Routes.TryTake(64));
    }

    [Fact]
    public void A_change_of_the_topology_is_seen_by_every_route()
    {
        Assert.All(Enumerable.Range(0, Queues), number => Assert.False(Find(number).IsEmpty));
        Host.DeleteQueue(Name(7), ifUnused: false, ifEmpty: false, owner: null);
        Assert.All(Enumerable.Range(0, Queues), number => Assert.Equal(number == 7, Find(number).IsEmpty));
        Declare(7);
        Assert.Equal(Name(7), Find(7).Queues[0].Name);
    }

    private static string Name(int number) => $"queue{number}";

    private void Declare(int number) =>
        Host.DeclareQueue(new QueueDeclaration(Name(number), Durable: false, Exclusive: false, AutoDelete: false, []), owner: null);

    private Route FindAfterAll(int number)
    {
        Assert.All(Enumerable.Range(0, Queues), other => Find(other));
        return Find(number);
    }

    private Route Find(int number)
    {
        byte[] key = Encoding.ASCII.GetBytes(Name(number));
        byte[] address = [0, (byte)key.Length, .. key];
        return _cache.Find(_cache.Recall(address), address, []);
    }
}
