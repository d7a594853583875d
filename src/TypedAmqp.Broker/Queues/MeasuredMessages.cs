namespace TypedAmqp.Broker;

/// <summary>Counts the octets of ready messages, for a queue that limits them.</summary>
/// <param name="messages">Keeps the messages.</param>
/// <param name="store">Knows their octets.</param>
internal sealed class MeasuredMessages(ReadyMessages messages, MessageStore store) : ReadyMessages
{
    private long _octets;

    public override long Octets => _octets;

    public override bool NeedsOctets => true;

    /// <summary>Counts what is there already. It keeps its place.</summary>
    public static MeasuredMessages Adopt(ReadyMessages messages, MessageStore store)
    {
        List<(QueueEntry Entry, long Position)> all = [];
        while (messages.Count > 0)
        {
            QueueEntry entry = messages.Take(out long position);
            all.Add((entry, position));
        }

        MeasuredMessages measured = new(messages, store);
        foreach ((QueueEntry entry, long position) in all)
        {
            measured.Return(entry, position);
        }

        return measured;
    }

    public override void Add(in QueueEntry entry, in MessageOctets message)
    {
        messages.Add(entry, message);
        Measure(message.Body.Length);
    }

    public override long Pass(in MessageOctets message) => messages.Pass(message);

    public override void Return(in QueueEntry entry, long position)
    {
        messages.Return(entry, position);
        Measure(OctetsOf(entry));
    }

    public override QueueEntry Peek() => messages.Peek();

    public override QueueEntry Take(out long position)
    {
        QueueEntry entry = messages.Take(out position);
        Measure(-OctetsOf(entry));
        return entry;
    }

    public override void Clear()
    {
        messages.Clear();
        Count = 0;
        _octets = 0;
    }

    // A message that was damaged counts as nothing: whoever takes it finds out.
    private int OctetsOf(in QueueEntry entry) => store.CanRead(entry) ? store.Read(entry).Body.Length : 0;

    private void Measure(int octets)
    {
        _octets += octets;
        Count = messages.Count;
    }
}
