namespace TypedAmqp.Broker.Tests;

public sealed class IdleTests : BrokerTest
{
    [Fact]
    public Task A_broker_that_nobody_uses_is_idle() => IdleAsync();

    [Fact]
    public async Task Messages_that_nobody_consumes_do_not_count()
    {
        await Client.DeclareAsync("q");
        Client.Publish("q", [1]);
        await Client.FlushAsync();
        await IdleAsync();
        Assert.Equal(1, Broker.VirtualHosts["/"].FindQueue("q")!.MessageCount);
    }

    [Fact]
    public async Task An_unread_delivery_counts()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q", noAck: true);
        await Client.PublishAsync("q", "x");
        Task idle = Broker.IdleAsync();
        await BusyAsync(idle);
        await Client.ReadDeliveryAsync();
        await idle.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_unsettled_delivery_counts()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "x");
        await Client.ReadDeliveryAsync();
        Task idle = Broker.IdleAsync();
        await BusyAsync(idle);
        await Client.AckAsync(1);
        await idle.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_client_that_leaves_is_waited_for()
    {
        RawClient other = await OpenAsync();
        await other.DeclareAsync("mine", exclusive: true);
        await other.DisposeAsync();
        await IdleAsync();
        Assert.Null(Broker.VirtualHosts["/"].FindQueue("mine"));
        Assert.Equal(1, Broker.ConnectionCount);
    }

    [Fact]
    public async Task A_chain_of_clients_is_followed_to_its_end()
    {
        // Each consumer publishes to the next queue before it acks: at no moment may this look idle.
        const int Links = 10;
        List<Task> links = [];
        List<RawClient> clients = [];
        for (int i = 0; i <= Links; i++)
        {
            await Client.DeclareAsync($"q{i}");
        }

        for (int i = 0; i < Links; i++)
        {
            RawClient client = await OpenAsync();
            clients.Add(client);
            await client.ConsumeAsync($"q{i}");
            int next = i + 1;
            links.Add(Task.Run(async () =>
            {
                for (int n = 0; n < 100; n++)
                {
                    RawMessage message = await client.ReadDeliveryAsync();
                    await client.PublishAsync($"q{next}", message.Text);
                    await client.AckAsync(message.Tag);
                }
            }));
        }

        for (int n = 0; n < 100; n++)
        {
            await Client.PublishAsync("q0", "x");
        }

        await IdleAsync();
        Assert.Equal(100, Broker.VirtualHosts["/"].FindQueue($"q{Links}")!.MessageCount);
        await Task.WhenAll(links);
        foreach (RawClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private Task IdleAsync() => Broker.IdleAsync().WaitAsync(TimeSpan.FromSeconds(10));

    private async Task BusyAsync(Task idle)
    {
        await using RawClient other = await OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            await other.ExpectNothingAsync();
            Assert.False(idle.IsCompleted);
        }
    }
}
