namespace TypedAmqp.Broker.Tests;

public sealed class TargetTableTests : BrokerTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public void A_queue_has_one_number_among_very_many_whatever_their_ordinals(int step)
    {
        VirtualHost host = Broker.VirtualHosts["/"];
        Queue[] queues = [.. Enumerable.Range(0, 1000).Select(number => new Queue(host, Declaration(number), exclusiveOwner: null))];
        TargetTable table = new();
        for (int batch = 1; batch <= 3; batch++)
        {
            // Not all of them in each batch: what the one before left may not be taken for what is there.
            Queue[] these = [.. queues.Where((_, number) => number % batch == 0)];
            for (int again = 0; again < 2; again++)
            {
                Assert.Equal(Enumerable.Range(0, these.Length), these.Select(queue => table.Find(queue, queue.Ordinal * step)));
            }

            Assert.Equal(these.Length, table.Count);
            Assert.Equal(these, Enumerable.Range(0, table.Count).Select(target => table[target].Queue));
            table.Clear();
            Assert.Equal(0, table.Count);
        }
    }

    private static QueueDeclaration Declaration(int number) => new($"queue{number}", Durable: false, Exclusive: false, AutoDelete: false, []);
}
