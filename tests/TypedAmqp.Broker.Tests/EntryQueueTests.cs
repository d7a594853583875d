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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_packed_comes_back_as_it_was(int kind)
    {
        Random random = new(1);
        QueueEntry[] entries = new QueueEntry[5000];
        QueueEntry last = default;
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = last = kind switch
            {
                // As they lie in a log; then of all sizes, among others; then anything.
                0 => new QueueEntry(1 + (i / 3000), (i == 3000 ? 0 : last.Offset) + 1046, 1030, EntryFlags.Persistent | EntryFlags.OnDisk),
                1 => new QueueEntry(7, last.Offset + last.Length + random.Next(16, 40), random.Next(1, 100_000), (EntryFlags)(random.Next(3) << 8)),
                _ => new QueueEntry(random.Next(), random.Next(), random.Next(), (EntryFlags)random.Next(int.MinValue, int.MaxValue)),
            };
        }

        byte[] packed = PackedEntries.Pack(entries);
        QueueEntry[] unpacked = new QueueEntry[entries.Length];
        PackedEntries.Unpack(packed, unpacked);

        Assert.Equal(entries, unpacked);
        Assert.InRange(packed.Length, 1, kind == 0 ? 100 : entries.Length * 21);
    }
}
