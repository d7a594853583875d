namespace TypedAmqp.Broker.Tests;

public sealed class UnackedMessagesTests
{
    private static readonly Queue Queue = new(Exchanges.RouteTesting.NewVirtualHost(), new QueueDeclaration("q", false, false, false, []), null);

    [Fact]
    public void A_message_is_found_by_its_tag_dense_or_not()
    {
        UnackedMessages messages = new();
        ulong[] tags = [1, 2, 3, 10, 11, 500, 501, 1000];
        foreach (ulong tag in tags)
        {
            messages.Add(Message(tag));
        }

        Assert.False(messages.TryTake(4, out _));
        Assert.False(messages.TryTake(2000, out _));
        Assert.False(messages.TryTake(0, out _));
        foreach (ulong tag in tags.Reverse())
        {
            Assert.True(messages.Contains(tag));
            Assert.True(messages.TryTake(tag, out UnackedMessage message));
            Assert.Equal(tag, message.Tag);
            Assert.False(messages.Contains(tag));
            Assert.False(messages.TryTake(tag, out _));
        }

        Assert.Equal(0, messages.Count);
    }

    [Fact]
    public void It_does_what_a_sorted_dictionary_does()
    {
        UnackedMessages messages = new();
        SortedDictionary<ulong, bool> model = [];
        Random random = new(11);
        ulong next = 0;
        for (int i = 0; i < 200_000; i++)
        {
            int what = random.Next(100);
            if (what < 50)
            {
                next += (ulong)(random.Next(10) == 0 ? random.Next(1, 5) : 1);
                messages.Add(Message(next));
                model.Add(next, true);
            }
            else if (what < 98)
            {
                ulong tag = model.Count == 0 ? 1 : model.Keys.First() + (ulong)random.Next(20);
                Assert.Equal(model.Remove(tag), messages.TryTake(tag, out _));
            }
            else
            {
                ulong upTo = model.Count == 0 ? 1 : model.Keys.First() + (ulong)random.Next(20);
                while (messages.TryTakeFirst(upTo, out UnackedMessage message))
                {
                    Assert.Equal(model.Keys.First(), message.Tag);
                    model.Remove(message.Tag);
                }

                Assert.True(model.Count == 0 || model.Keys.First() > upTo);
            }

            Assert.Equal(model.Count, messages.Count);
        }
    }

    [Fact]
    public void What_was_taken_can_be_put_back()
    {
        UnackedMessages messages = new();
        for (ulong tag = 1; tag <= 5; tag++)
        {
            messages.Add(Message(tag));
        }

        List<Settlement> taken = [];
        foreach (ulong tag in new ulong[] { 4, 2 })
        {
            Assert.True(messages.TryTake(tag, out UnackedMessage message));
            taken.Add(new Settlement(message, SettlementKind.Acknowledged));
        }

        messages.Restore(taken);
        for (ulong tag = 1; tag <= 5; tag++)
        {
            Assert.True(messages.TryTakeFirst(tag, out UnackedMessage message));
            Assert.Equal(tag, message.Tag);
        }
    }

    private static UnackedMessage Message(ulong tag) => new(tag, Queue, null, (long)tag, default);
}
