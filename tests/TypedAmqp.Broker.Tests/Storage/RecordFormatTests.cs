namespace TypedAmqp.Broker.Tests.Storage;

public sealed class RecordFormatTests
{
    [Fact]
    public void A_record_is_valid_in_its_segment_at_its_place_and_with_its_salt_alone()
    {
        byte[] record = [.. Enumerable.Range(0, 40).Select(static i => (byte)i)];
        RecordFormat.Seal(record, new LogPlace(7, 400), salt: 123);

        Assert.True(RecordFormat.IsValid(record, new LogPlace(7, 400), 123, out int length));
        Assert.Equal(record.Length, length);
        Assert.False(RecordFormat.IsValid(record, new LogPlace(8, 400), 123, out _));
        Assert.False(RecordFormat.IsValid(record, new LogPlace(7, 404), 123, out _));
        Assert.False(RecordFormat.IsValid(record, new LogPlace(7, 400), 124, out _));
    }

    [Fact]
    public void Segments_have_salts_that_nobody_knows()
    {
        int[] salts = [.. Enumerable.Range(0, 50).Select(static _ => LogSegment.Begin(1).Salt)];

        Assert.InRange(salts.Distinct().Count(), 45, 50);
        Assert.All(salts, static salt => Assert.InRange(salt, 1, 0xFF_FFFF));
    }

    [Fact]
    public void The_checksum_of_a_part_is_what_it_is_alone()
    {
        Random random = new(7);
        byte[] octets = new byte[20_000];
        random.NextBytes(octets);
        PartialChecksums checksums = new(octets);
        for (int i = 0; i < 2000; i++)
        {
            int start = random.Next(octets.Length);
            int length = random.Next(octets.Length - start + 1);
            uint seed = (uint)random.NextInt64(uint.MaxValue);
            Assert.Equal(RecordFormat.Checksum(octets.AsSpan(start, length), seed), checksums.Of(start, length, seed));
        }
    }
}
