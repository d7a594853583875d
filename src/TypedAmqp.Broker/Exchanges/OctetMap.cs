using System.Collections;

namespace TypedAmqp.Broker;

/// <summary>
/// Values by their name in octets. One writer at a time, which its owner's lock sees to; readers take no lock and never wait: what they follow is
/// never changed, only replaced.
/// </summary>
internal sealed class OctetMap<T> : IEnumerable<T>
    where T : class
{
    private const int SmallestSize = 4;

    // A power of two; each a chain of entries.
    private Entry?[] _buckets = new Entry?[SmallestSize];

    /// <summary>How many values there are. For the writer.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a name, or null.</summary>
    public T? Find(ReadOnlySpan<byte> name) => Find(name, OctetHash.Of(name));

    /// <summary>The value of a name whose hash is known, or null.</summary>
    public T? Find(ReadOnlySpan<byte> name, int hash)
    {
        Entry?[] buckets = Volatile.Read(ref _buckets);
        Entry? entry = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]);
        while (entry is not null && (entry.Hash != hash || !name.SequenceEqual(entry.Name)))
        {
            entry = entry.Next;
        }

        return entry?.Value;
    }

    /// <summary>Adds a name that is not there yet.</summary>
    public void Add(byte[] name, T value)
    {
        if (Count >= _buckets.Length)
        {
            Grow();
        }

        Insert(_buckets, name, OctetHash.Of(name), value);
        Count++;
    }

    /// <summary>Removes a name, where it is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        int hash = OctetHash.Of(name);
        ref Entry? bucket = ref _buckets[hash & (_buckets.Length - 1)];
        Entry? chain = null;
        bool found = false;
        for (Entry? entry = bucket; entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && name.SequenceEqual(entry.Name))
            {
                found = true;
            }
            else
            {
                chain = new Entry(entry.Name, entry.Hash, entry.Value, chain);
            }
        }

        if (found)
        {
            Volatile.Write(ref bucket, chain);
            Count--;
        }
    }

    /// <summary>The values, in no order; those that come or go meanwhile may be missed or seen.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (Entry? bucket in Volatile.Read(ref _buckets))
        {
            for (Entry? entry = bucket; entry is not null; entry = entry.Next)
            {
                yield return entry.Value;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Insert(Entry?[] buckets, byte[] name, int hash, T value)
    {
        ref Entry? bucket = ref buckets[hash & (buckets.Length - 1)];
        Volatile.Write(ref bucket, new Entry(name, hash, value, bucket));
    }

    private void Grow()
    {
        Entry?[] buckets = new Entry?[_buckets.Length * 2];
        foreach (Entry? bucket in _buckets)
        {
            for (Entry? entry = bucket; entry is not null; entry = entry.Next)
            {
                Insert(buckets, entry.Name, entry.Hash, entry.Value);
            }
        }

        Volatile.Write(ref _buckets, buckets);
    }

    private sealed class Entry(byte[] name, int hash, T value, Entry? next)
    {
        public readonly byte[] Name = name;
        public readonly int Hash = hash;
        public readonly T Value = value;
        public readonly Entry? Next = next;
    }
}
