namespace TypedAmqp.Broker.Tests;

public sealed class OrderedMessagesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void First_in_first_out_whatever_the_length(int length)
    {
        OrderedMessages queue = new();
        for (int round = 0; round < 3; round++)
        {
            Fill(queue, length);
            Assert.Equal(length, queue.Count);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(i, queue.Peek().Chunk);
                Assert.Equal(i, queue.Take(out _).Chunk);
            }

            Assert.Equal(0, queue.Count);
        }
    }

    [Fact]
    public void It_grows_at_one_end_while_it_shrinks_at_the_other()
    {
        OrderedMessages queue = new();
        int next = 0;
        int expected = 0;
        Random random = new(3);
        for (int i = 0; i < 50_000; i++)
        {
            if (random.Next(100) < 52)
            {
                queue.Add(new QueueEntry(next++, 0, 0, EntryFlags.None), default);
            }
            else if (queue.Count > 0)
            {
                Assert.Equal(expected++, queue.Take(out _).Chunk);
            }
        }

        Assert.Equal(next - expected, queue.Count);
        queue.Clear();
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_queue_that_hovers_around_zero_allocates_nothing()
    {
        OrderedMessages queue = new();
        queue.Add(default, default);
        queue.Take(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            queue.Add(default, default);
            queue.Add(default, default);
            queue.Take(out _);
            queue.Take(out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_came_back_is_first_again_in_its_old_order()
    {
        OrderedMessages queue = new();
        (QueueEntry Entry, long Position)[] taken = new (QueueEntry, long)[10_000];
        Fill(queue, taken.Length + 1);
        for (int i = 0; i < taken.Length; i++)
        {
            QueueEntry entry = queue.Take(out long position);
            taken[i] = (entry, position);
        }

        foreach ((QueueEntry entry, long position) in taken.Reverse())
        {
            queue.Return(entry, position);
        }

        Assert.Equal(Enumerable.Range(0, taken.Length + 1), Drain(queue));
    }

    private static void Fill(OrderedMessages queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Add(new QueueEntry(i, 0, 0, EntryFlags.None), default);
        }
    }

    private static IEnumerable<int> Drain(OrderedMessages queue)
    {
        while (queue.Count > 0)
        {
            yield return queue.Take(out _).Chunk;
        }
    }
}
