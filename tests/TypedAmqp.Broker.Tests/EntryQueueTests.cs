namespace TypedAmqp.Broker.Tests;

public sealed class EntryQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void First_in_first_out_whatever_the_length(int length)
    {
        EntryQueue queue = new();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < length; i++)
            {
                queue.Enqueue(new QueueEntry(i, 0, 0, EntryFlags.None));
            }

            Assert.Equal(length, queue.Count);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(i, queue.Peek().Chunk);
                Assert.Equal(i, queue.Dequeue().Chunk);
            }

            Assert.Equal(0, queue.Count);
            Assert.False(queue.TryDequeue(out _));
        }
    }

    [Fact]
    public void It_grows_at_one_end_while_it_shrinks_at_the_other()
    {
        EntryQueue queue = new();
        int next = 0;
        int expected = 0;
        Random random = new(3);
        for (int i = 0; i < 50_000; i++)
        {
            if (random.Next(100) < 52)
            {
                queue.Enqueue(new QueueEntry(next++, 0, 0, EntryFlags.None));
            }
            else if (queue.TryDequeue(out QueueEntry entry))
            {
                Assert.Equal(expected++, entry.Chunk);
            }
        }

        Assert.Equal(next - expected, queue.Count);
        queue.Clear();
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_queue_that_hovers_around_zero_allocates_nothing()
    {
        EntryQueue queue = new();
        queue.Enqueue(default);
        queue.Dequeue();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            queue.Enqueue(default);
            queue.Enqueue(default);
            queue.Dequeue();
            queue.Dequeue();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
