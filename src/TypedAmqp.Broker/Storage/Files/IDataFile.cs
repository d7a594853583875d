namespace TypedAmqp.Broker;

/// <summary>A file of the store. Reading and writing may be done by several threads.</summary>
internal interface IDataFile : IDisposable
{
    /// <summary>Its length, in octets.</summary>
    long Length { get; }

    /// <summary>Writes all of the octets.</summary>
    /// <exception cref="DiskFullException">There is no room; a part may have been written.</exception>
    /// <exception cref="IOException">They cannot be written.</exception>
    void Write(ReadOnlySpan<byte> octets, long offset);

    /// <summary>Reads as many octets as there are, at most as many as fit.</summary>
    int Read(Span<byte> octets, long offset);

    /// <summary>Cuts it off.</summary>
    void Truncate(long length);

    /// <summary>What was written is as safe as the disk makes it.</summary>
    /// <exception cref="IOException">It is not, and may never be.</exception>
    void Sync();
}
