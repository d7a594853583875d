namespace TypedAmqp.Broker;

/// <summary>
/// A place in the patterns of a topic exchange: the words that lead here, and how it goes on. Changed under the virtual host's lock, read without it.
/// </summary>
internal sealed class TopicNode(TopicNode? parent, byte[] word)
{
    private OctetMap<TopicNode>? _children;
    private TopicNode? _star;
    private TopicNode? _hash;
    private BindingSet? _bindings;

    public TopicNode? Parent { get; } = parent;

    /// <summary>The bindings whose patterns end here; null: none.</summary>
    public BindingSet? Bindings => Volatile.Read(ref _bindings);

    /// <summary>How it goes on after <c>*</c>, which stands for one word.</summary>
    public TopicNode? Star => Volatile.Read(ref _star);

    /// <summary>How it goes on after <c>#</c>, which stands for any number of words.</summary>
    public TopicNode? Hash => Volatile.Read(ref _hash);

    /// <summary>Whether nothing ends here and nothing goes on.</summary>
    public bool IsEmpty => _bindings is null && _star is null && _hash is null && _children is not { Count: > 0 };

    private ReadOnlySpan<byte> Word => word;

    /// <summary>How it goes on after a word that stands for itself.</summary>
    public TopicNode? Child(ReadOnlySpan<byte> next, int hash) => Volatile.Read(ref _children)?.Find(next, hash);

    /// <summary>How it goes on after a word of a pattern; null when no pattern does.</summary>
    public TopicNode? Next(ReadOnlySpan<byte> next) => next switch
    {
        [(byte)'*'] => _star,
        [(byte)'#'] => _hash,
        _ => _children?.Find(next),
    };

    /// <summary>Lets it go on after a word of a pattern.</summary>
    public TopicNode Add(ReadOnlySpan<byte> next)
    {
        byte[] nextWord = next.ToArray();
        TopicNode node = new(this, nextWord);
        switch (nextWord)
        {
            case [(byte)'*']:
                Volatile.Write(ref _star, node);
                break;
            case [(byte)'#']:
                Volatile.Write(ref _hash, node);
                break;
            default:
                OctetMap<TopicNode> children = _children ?? new OctetMap<TopicNode>();
                children.Add(nextWord, node);
                Volatile.Write(ref _children, children);
                break;
        }

        return node;
    }

    /// <summary>Takes away how it goes on after a node's word.</summary>
    public void Remove(TopicNode next)
    {
        if (next == _star)
        {
            Volatile.Write(ref _star, null);
        }
        else if (next == _hash)
        {
            Volatile.Write(ref _hash, null);
        }
        else
        {
            _children!.Remove(next.Word);
        }
    }

    public void AddBinding(Binding binding)
    {
        BindingSet bindings = _bindings ?? new BindingSet();
        bindings.Add(binding);
        Volatile.Write(ref _bindings, bindings);
    }

    public void RemoveBinding(Binding binding)
    {
        _bindings!.Remove(binding);
        if (_bindings.IsEmpty)
        {
            Volatile.Write(ref _bindings, null);
        }
    }
}
