using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>A line that cannot be read: where it is, and why.</summary>
internal sealed record TableError(string Path, TextSpan Span, LinePositionSpan Lines, string Reason);
