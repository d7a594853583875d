namespace TypedAmqp.Broker.Tests;

/// <summary>Readers of a stream at different places: each gets the entries of its own page, whichever were read before.</summary>
public sealed class ReadPagesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(40)]
    public void EachPageHasItsOwnEntries(int pages)
    {
        Random random = new(pages);
        StreamPage[] all = [.. Enumerable.Range(0, pages).Select(Create)];
        ReadPages read = new();
        for (int i = 0; i < 1000; i++)
        {
            int page = random.Next(pages);
            Assert.Equal(Entries(page), read.EntriesOf(all[page]));
        }

        static StreamPage Create(int page)
        {
            StreamPage created = new(page * 100, 0, false) { Packed = PackedEntries.Pack(Entries(page)) };
            created.Add(Entries(page).Length, 0, 0);
            return created;
        }
    }

    private static QueueEntry[] Entries(int page) =>
        [.. Enumerable.Range(0, 1 + (page * 7 % 50)).Select(i => new QueueEntry(page, i * 20, 20, EntryFlags.None))];
}
