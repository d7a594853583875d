using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>A row of an analyzer's table: what looks at one thing, and the rules that it can report.</summary>
/// <typeparam name="T">What it looks at.</typeparam>
internal sealed record Check<T>(Action<T> Run, params DiagnosticDescriptor[] Rules);
