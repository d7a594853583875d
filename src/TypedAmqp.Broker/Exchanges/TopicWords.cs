namespace TypedAmqp.Broker;

/// <summary>Goes through the words of a topic key or pattern, which dots part. An empty key has no words; otherwise words may be empty.</summary>
internal ref struct TopicWords(ReadOnlySpan<byte> key)
{
    private ReadOnlySpan<byte> _rest = key;
    private bool _ended = key.IsEmpty;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly TopicWords GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        int dot = _rest.IndexOf((byte)'.');
        _ended = dot < 0;
        Current = _ended ? _rest : _rest[..dot];
        _rest = _ended ? default : _rest[(dot + 1)..];
        return true;
    }
}
