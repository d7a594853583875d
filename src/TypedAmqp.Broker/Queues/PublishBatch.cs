using System.Buffers;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The messages that one read of a connection brought, as references into its memory, grouped by the queues that they go to; so that each queue is
/// locked once. Within a queue they keep the order in which they were published.
/// </summary>
internal sealed class PublishBatch
{
    // So that a fanout to very many queues does not collect without end.
    private const int MostLinks = 32 * 1024;

    private static long s_generations;

    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private readonly List<byte[]> _records = [];
    private readonly List<(SharedMessage Message, MemoryGauge Gauge)> _shared = [];
    private readonly List<Publisher> _publishers = [];
    private readonly TargetTable _targets = new();
    private PublishedMessage[] _messages = new PublishedMessage[64];
    private Link[] _links = new Link[64];
    private int _messageCount;
    private int _linkCount;

    /// <summary>A number that no other batch had or will have; a route remembers by it where its queues are among the targets.</summary>
    public long Generation { get; private set; } = Interlocked.Increment(ref s_generations);

    public bool IsEmpty => _segments.Count == 0 && _shared.Count == 0;

    public bool IsFull => _linkCount >= MostLinks;

    public int TargetCount => _targets.Count;

    /// <summary>They come from the broker itself, and count for nobody.</summary>
    public bool AreLetters { get; set; }

    /// <summary>Lets messages refer to this memory, until <see cref="Clear"/>. Returns its number.</summary>
    public int AddSegment(ReadOnlyMemory<byte> memory)
    {
        int last = _segments.Count - 1;
        if (last >= 0 && _segments[last].Equals(memory))
        {
            return last;
        }

        _segments.Add(memory);
        return last + 1;
    }

    /// <summary>Takes over a record in an array of the shared pool; <see cref="Clear"/> gives it back. Returns its number as a segment.</summary>
    public int AddRecord(byte[] record)
    {
        _records.Add(record);
        _segments.Add(record);
        return _segments.Count - 1;
    }

    /// <summary>Adds a message for the queues of its route.</summary>
    public void Add(Route route, in PublishedMessage message)
    {
        if (_messageCount == _messages.Length)
        {
            Array.Resize(ref _messages, _messages.Length * 2);
        }

        _messages[_messageCount] = message;
        if (route.Generation != Generation)
        {
            FindTargets(route);
        }

        foreach (int target in route.Targets)
        {
            AddLink(target);
        }

        _messageCount++;
    }

    /// <summary>Remembers who is to hear of it when a queue does not take the message that is added next.</summary>
    /// <param name="publisher">Who published it.</param>
    /// <param name="tag">Its number there.</param>
    public void Expect(IPublisher publisher, ulong tag) => _publishers.Add(new Publisher(_messageCount, publisher, tag));

    /// <summary>A queue does not take a message. Under the lock of the queue.</summary>
    public void Reject(int link)
    {
        int message = _links[link].Message;
        int index = CollectionsMarshal.AsSpan(_publishers).BinarySearch(new Publisher.At(message));
        if (index >= 0)
        {
            _publishers[index].Who.Reject(_publishers[index].Tag);
        }
    }

    /// <summary>
    /// Makes a large message one that its queues share. A record that the batch owns already is not copied for it, unless such messages pile up.
    /// </summary>
    public void Share(ref PublishedMessage message, MemoryGauge gauge)
    {
        MessageOctets octets = Read(message);
        int length = MessageRecord.Size(octets);
        byte[] record;
        if (_records.Count > 0 && !SharedMessage.PileUp(length, gauge)
            && MemoryMarshal.TryGetArray(_segments[message.Segment], out ArraySegment<byte> array) && array.Array == _records[^1])
        {
            record = _records[^1];
            _records.RemoveAt(_records.Count - 1);
            MessageRecord.WriteEnd(record.AsSpan(0, length), octets);
        }
        else
        {
            record = SharedMessage.Allocate(length, gauge);
            MessageRecord.Write(record.AsSpan(0, length), octets);
        }

        _shared.Add((new SharedMessage(record, length, gauge), gauge));
        message.Segment = ~(_shared.Count - 1);
    }

    public Queue Queue(int target) => _targets[target].Queue;

    /// <summary>The first message for a target, as a link to be followed with <see cref="Next"/>; -1 is the end.</summary>
    public int First(int target) => _targets[target].First;

    public int Next(int link) => _links[link].Next;

    /// <summary>How many messages clients published for a target.</summary>
    public int CountOf(int target) => AreLetters ? 0 : _targets[target].Count;

    public MessageOctets Read(int link) => Read(_messages[_links[link].Message]);

    public void Clear()
    {
        foreach ((SharedMessage shared, MemoryGauge gauge) in _shared)
        {
            shared.Release(gauge);
        }

        foreach (byte[] record in _records)
        {
            ArrayPool<byte>.Shared.Return(record);
        }

        _shared.Clear();
        _records.Clear();
        _publishers.Clear();
        _segments.Clear();
        _targets.Clear();
        _messageCount = _linkCount = 0;
        AreLetters = false;
        Generation = Interlocked.Increment(ref s_generations);
    }

    private MessageOctets Read(in PublishedMessage message)
    {
        if (message.Segment < 0)
        {
            SharedMessage shared = _shared[~message.Segment].Message;
            return MessageRecord.Read(shared.Record, message.Flags, shared);
        }

        return message.In(_segments[message.Segment].Span);
    }

    private void AddLink(int target)
    {
        if (_linkCount == _links.Length)
        {
            Array.Resize(ref _links, _links.Length * 2);
        }

        _links[_linkCount] = new Link(_messageCount, -1);
        ref TargetTable.Target to = ref _targets[target];
        if (to.First < 0)
        {
            to.First = _linkCount;
        }
        else
        {
            _links[to.Last].Next = _linkCount;
        }

        to.Last = _linkCount++;
        to.Count++;
    }

    private void FindTargets(Route route)
    {
        for (int i = 0; i < route.Queues.Length; i++)
        {
            route.Targets[i] = _targets.Find(route.Queues[i], route.Ordinal(i));
        }

        route.Generation = Generation;
    }

    // Who published a message of the batch. They are in the order of the messages.
    private readonly record struct Publisher(int Message, IPublisher Who, ulong Tag)
    {
        public readonly struct At(int message) : IComparable<Publisher>
        {
            public int CompareTo(Publisher other) => message.CompareTo(other.Message);
        }
    }

    private struct Link(int message, int next)
    {
        public readonly int Message = message;
        public int Next = next;
    }
}
