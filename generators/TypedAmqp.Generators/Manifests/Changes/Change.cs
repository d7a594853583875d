using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>One way in which what is declared differs from what was released.</summary>
/// <param name="Rule">The diagnostic.</param>
/// <param name="Type">The type that it is about, as in emitted code.</param>
/// <param name="Place">Where in it.</param>
/// <param name="Member">What is meant there: a property, an enum member, a contract; null for the type itself.</param>
/// <param name="Arguments">The arguments of the message.</param>
internal sealed record Change(DiagnosticDescriptor Rule, string Type, ChangePlace Place, string? Member, string[] Arguments);
