namespace TypedAmqp.Broker.Tests;

public sealed class PackedEntriesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_packed_comes_back_as_it_was(int kind)
    {
        Random random = new(1);
        QueueEntry[] entries = new QueueEntry[5000];
        QueueEntry last = default;
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = last = kind switch
            {
                // As they lie in a log; then of all sizes, among others; then large ones, which have chunks of their own; then anything.
                0 => new QueueEntry(1 + (i / 3000), (i == 3000 ? 0 : last.Offset) + 1046, 1030, EntryFlags.Persistent | EntryFlags.OnDisk),
                1 => new QueueEntry(7, last.Offset + last.Length + random.Next(16, 40), random.Next(1, 100_000), (EntryFlags)(random.Next(3) << 8)),
                2 => new QueueEntry(i, 0, 20_012, EntryFlags.None),
                _ => new QueueEntry(random.Next(), random.Next(), random.Next(), (EntryFlags)random.Next(int.MinValue, int.MaxValue)),
            };
        }

        byte[] packed = PackedEntries.Pack(entries);
        QueueEntry[] unpacked = new QueueEntry[entries.Length];
        PackedEntries.Unpack(packed, unpacked);

        Assert.Equal(entries, unpacked);
        Assert.InRange(packed.Length, 1, kind switch { 0 => 100, 2 => (entries.Length * 2) + 20, _ => entries.Length * 21 });
    }
}
