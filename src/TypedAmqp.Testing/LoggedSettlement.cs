using System.Text;

namespace TypedAmqp.Testing;

/// <summary>A delivery that a client settled. What is delivered without acknowledgements is not: nobody settles it.</summary>
/// <param name="VirtualHost">The name of the virtual host.</param>
/// <param name="Queue">The queue that the message came from.</param>
/// <param name="Body">The message's body.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record LoggedSettlement(string VirtualHost, string Queue, ReadOnlyMemory<byte> Body, LoggedOutcome Outcome)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
