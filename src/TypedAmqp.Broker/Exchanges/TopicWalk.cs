namespace TypedAmqp.Broker;

/// <summary>
/// Follows the words of a key through the patterns of a topic exchange, on all ways at once: the time is bounded by the words times the places
/// reached, however many <c>#</c> there are. Kept with the route's targets, so that nothing is allocated.
/// </summary>
internal sealed class TopicWalk
{
    // Where the words so far lead; each place once, because each has one way to it.
    private List<TopicNode> _reached = [];
    private List<TopicNode> _next = [];

    // Places behind a #: once reached they remain, whatever words follow.
    private readonly List<TopicNode> _open = [];

    /// <summary>Adds the targets of the patterns that a key matches.</summary>
    public void Match(TopicNode root, ReadOnlySpan<byte> key, RouteTargets targets, Lock gate)
    {
        _next.Clear();
        _open.Clear();
        Reach(root);
        foreach (ReadOnlySpan<byte> word in new TopicWords(key))
        {
            (_reached, _next) = (_next, _reached);
            _next.Clear();
            int hash = OctetHash.Of(word);
            int open = _open.Count;
            foreach (TopicNode node in _reached)
            {
                Follow(node, word, hash);
            }

            // Not those that opened just now: they begin behind this word.
            for (int i = 0; i < open; i++)
            {
                Follow(_open[i], word, hash);
            }
        }

        Collect(_next, targets, gate);
        Collect(_open, targets, gate);
    }

    private static void Collect(List<TopicNode> nodes, RouteTargets targets, Lock gate)
    {
        foreach (TopicNode node in nodes)
        {
            if (node.Bindings is { } bindings)
            {
                targets.Add(bindings.Targets(gate));
            }
        }
    }

    private void Follow(TopicNode node, ReadOnlySpan<byte> word, int hash)
    {
        if (node.Child(word, hash) is { } child)
        {
            Reach(child);
        }

        if (node.Star is { } star)
        {
            Reach(star);
        }
    }

    private void Reach(TopicNode node)
    {
        _next.Add(node);
        for (TopicNode? behind = node.Hash; behind is not null && !_open.Contains(behind); behind = behind.Hash)
        {
            _open.Add(behind);
        }
    }
}
