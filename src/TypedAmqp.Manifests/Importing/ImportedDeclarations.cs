using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>C# declarations that say what is on a broker.</summary>
/// <param name="Source">A file of C#.</param>
/// <param name="LeftOut">A sentence for each thing that declarations cannot say, and that is therefore not in the file.</param>
public sealed record ImportedDeclarations(string Source, ImmutableArray<string> LeftOut);
