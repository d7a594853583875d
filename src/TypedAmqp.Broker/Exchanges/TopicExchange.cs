namespace TypedAmqp.Broker;

/// <summary>
/// A topic exchange (section 3.1.3.3 of the specification): a message goes where the words of its key match a pattern, in which <c>*</c> stands for
/// one word and <c>#</c> for any number of them.
/// </summary>
internal sealed class TopicExchange(VirtualHost virtualHost, ExchangeDeclaration declaration) : Exchange(virtualHost, declaration)
{
    private readonly TopicNode _root = new(null, []);

    /// <summary>Whether no pattern is kept. For the holder of the virtual host's lock.</summary>
    internal bool IsEmpty => _root.IsEmpty;

    internal override void Match(in RoutingContext context, RouteTargets targets) =>
        targets.Walk.Match(_root, context.RoutingKey, targets, VirtualHost.Gate);

    internal override void Add(Binding binding)
    {
        TopicNode node = _root;
        foreach (ReadOnlySpan<byte> word in new TopicWords(binding.Key))
        {
            node = node.Next(word) ?? node.Add(word);
        }

        node.AddBinding(binding);
    }

    internal override void Remove(Binding binding)
    {
        TopicNode node = _root;
        foreach (ReadOnlySpan<byte> word in new TopicWords(binding.Key))
        {
            node = node.Next(word)!;
        }

        node.RemoveBinding(binding);
        while (node.IsEmpty && node.Parent is { } parent)
        {
            parent.Remove(node);
            node = parent;
        }
    }
}
