namespace TypedAmqp.Broker;

/// <summary>
/// The messages that come next in a read, cut and looked up before the first of them is published. Where a connection publishes to very many queues,
/// a message waits for memory and for little else: so processors wait for that of several at once.
/// </summary>
internal sealed class MessagesAhead
{
    private const int Most = 16;

    private readonly Message[] _messages = new Message[Most];
    private int _count;
    private int _used;

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>There may be more behind these.</summary>
    public bool IsFull => _count == Most;

    /// <summary>One of them, valid until others are cut.</summary>
    public ref readonly Message this[int index] => ref _messages[index];

    /// <summary>Cuts the messages that these octets begin with, as many as there are in one piece and as there is room for.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="frameMax">The greatest frame that was agreed upon.</param>
    /// <param name="routes">Where they are looked up.</param>
    public void Cut(ReadOnlySpan<byte> octets, int frameMax, RouteCache routes)
    {
        ReadOnlySpan<byte> rest = octets;
        int count = 0;
        while (count < Most && PublishFrames.TryCut(rest, frameMax, out _messages[count].Frames))
        {
            rest = rest[_messages[count++].Frames.Length..];
        }

        // Nothing but this in one loop: the less there is between two of them, the more a processor looks up at once.
        foreach (ref Message message in _messages.AsSpan(0, count))
        {
            message.Route = routes.Recall(message.Frames.Address(octets));
            octets = octets[message.Frames.Length..];
        }

        _count = count;
        _used = Math.Max(_used, count);
    }

    /// <summary>Forgets them, and where they go.</summary>
    public void Clear()
    {
        Array.Clear(_messages, 0, _used);
        _count = _used = 0;
    }

    /// <summary>A message that was cut.</summary>
    public struct Message
    {
        /// <summary>Its frames.</summary>
        public PublishFrames Frames;

        /// <summary>Where one like it went; null when that is not known, and perhaps not true any more.</summary>
        public Route? Route;
    }
}
