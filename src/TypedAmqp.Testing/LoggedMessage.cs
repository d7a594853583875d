using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Testing;

/// <summary>A message that a client published.</summary>
/// <param name="VirtualHost">The name of the virtual host.</param>
/// <param name="Exchange">The exchange it was published to; empty: the default exchange.</param>
/// <param name="RoutingKey">Its routing key.</param>
/// <param name="Properties">Its properties.</param>
/// <param name="Body">Its body.</param>
/// <param name="Queues">The names of the queues that it was routed to; none: it was unroutable.</param>
public sealed record LoggedMessage(
    string VirtualHost, string Exchange, string RoutingKey, BasicProperties Properties, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Queues)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Whether it reached a queue.</summary>
    public bool IsRouted => Queues.Count > 0;
}
