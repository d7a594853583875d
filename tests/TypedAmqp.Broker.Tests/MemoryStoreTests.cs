using System.Text;

namespace TypedAmqp.Broker.Tests;

public sealed class MemoryStoreTests
{
    private static readonly byte[] Address = [0, 1, (byte)'q'];
    private static readonly byte[] Properties = [0x10, 0, 2];

    private readonly MemoryGauge _gauge = new(long.MaxValue);

    [Fact]
    public void What_goes_in_comes_out()
    {
        MemoryStore store = new(_gauge);
        List<(QueueEntry Entry, string Body)> kept = [];
        for (int i = 0; i < 5000; i++)
        {
            string body = new('x', i % 300);
            kept.Add((Append(store, body + i), body + i));
        }

        Assert.Equal(5000, store.Appended);
        foreach ((QueueEntry entry, string body) in kept)
        {
            MessageOctets message = store.Read(entry);
            Assert.Equal(body, Encoding.ASCII.GetString(message.Body));
            Assert.Equal(Address, message.Address.ToArray());
            Assert.Equal(Properties, message.Properties.ToArray());
            Assert.Equal("q", Encoding.ASCII.GetString(message.RoutingKey));
            Assert.True(message.Exchange.IsEmpty);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void An_emptied_store_holds_next_to_nothing(int count)
    {
        MemoryStore store = new(_gauge);
        QueueEntry[] entries = [.. Enumerable.Range(0, count).Select(_ => Append(store, "sixteen octets.."))];
        new Random(1).Shuffle(entries);
        foreach (QueueEntry entry in entries)
        {
            store.Release(entry);
        }

        Assert.InRange(_gauge.Octets, 0, MemoryStore.KeptChunk);
        store.Clear();
        Assert.Equal(0, _gauge.Octets);
    }

    [Fact]
    public void An_empty_store_gives_back_even_what_it_keeps_for_the_next_message()
    {
        MemoryStore store = new(_gauge);
        Assert.True(store.Trim());
        QueueEntry entry = Append(store, "one");
        Assert.False(store.Trim());
        store.Release(entry);
        Assert.Equal(MemoryStore.SmallestChunk, _gauge.Octets);
        Assert.True(store.Trim());
        Assert.Equal(0, _gauge.Octets);
        entry = Append(store, "two");
        Assert.Equal("two", Encoding.ASCII.GetString(store.Read(entry).Body));
    }

    [Fact]
    public void A_short_message_takes_little_more_than_its_octets()
    {
        MemoryStore store = new(_gauge);
        const int Count = 100_000;
        for (int i = 0; i < Count; i++)
        {
            Append(store, "sixteen octets..");
        }

        Assert.InRange(_gauge.Octets / (double)Count, 16, 32);
    }

    [Fact]
    public void A_large_message_is_kept_once_for_all_its_queues()
    {
        MemoryStore first = new(_gauge);
        MemoryStore second = new(_gauge);
        byte[] record = System.Buffers.ArrayPool<byte>.Shared.Rent(100_000);
        MessageOctets octets = new() { Address = Address, Properties = Properties, Body = new byte[90_000] };
        int length = MessageRecord.Size(octets);
        MessageRecord.Write(record.AsSpan(0, length), octets);
        SharedMessage shared = new(record, length, _gauge);
        MessageOctets message = MessageRecord.Read(shared.Record, EntryFlags.None, shared);
        QueueEntry a = first.Append(message);
        QueueEntry b = second.Append(message);
        shared.Release(_gauge);

        Assert.Equal(record.Length, _gauge.Octets);
        first.Release(a);
        Assert.Equal(90_000, second.Read(b).Body.Length);
        second.Release(b);
        Assert.Equal(0, _gauge.Octets);
    }

    [Fact]
    public void Large_messages_that_pile_up_take_no_more_than_their_octets()
    {
        const int Count = 1000;
        const int Size = 20_000;
        MemoryStore store = new(_gauge);
        List<QueueEntry> entries = [];
        int length = 0;
        for (int i = 0; i < Count; i++)
        {
            MessageOctets octets = new() { Address = Address, Properties = Properties, Body = new byte[Size] };
            length = MessageRecord.Size(octets);
            SharedMessage shared = new(SharedMessage.Allocate(length, _gauge), length, _gauge);
            entries.Add(store.Append(octets with { Shared = shared }));
            shared.Release(_gauge);
        }

        // The first few are in arrays of the shared pool.
        Assert.InRange(_gauge.Octets, (long)length * Count, (long)length * (Count + 32));
        entries.ForEach(entry => store.Release(entry));
        Assert.Equal(0, _gauge.Octets);
    }

    private static QueueEntry Append(MemoryStore store, string body) =>
        store.Append(new MessageOctets { Address = Address, Properties = Properties, Body = Encoding.ASCII.GetBytes(body) });
}
