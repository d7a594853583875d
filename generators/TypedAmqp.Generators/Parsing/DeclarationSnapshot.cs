using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// A compilation as far as declarations go. Two are equal when they declare the same and reference the same, so that an edit within a method, or of a
/// comment, asks no symbol anything: what was read from the earlier compilation still holds.
/// </summary>
/// <remarks>It holds the compilation weakly: when an equal one follows, the first is kept, and with it would be its compilation.</remarks>
internal sealed class DeclarationSnapshot : IEquatable<DeclarationSnapshot>
{
    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<long>> References = new();
    private static long _lastReference;

    private readonly WeakReference<Compilation> _compilation;
    private readonly Fingerprint _fingerprint;

    private DeclarationSnapshot(Compilation compilation, Fingerprint fingerprint)
    {
        _compilation = new WeakReference<Compilation>(compilation);
        _fingerprint = fingerprint;
    }

    /// <summary>The compilation. Whoever is asked because the snapshot is another than before finds it alive.</summary>
    public Compilation Compilation => _compilation.TryGetTarget(out Compilation? compilation)
        ? compilation
        : throw new InvalidOperationException("A snapshot is read while its compilation is at hand.");

    public static DeclarationSnapshot Of(Compilation compilation, CancellationToken cancellationToken)
    {
        Fingerprint fingerprint = Environment(compilation);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            fingerprint = fingerprint.With(DeclaredTree.Of(tree, cancellationToken).Fingerprint);
        }

        return new DeclarationSnapshot(compilation, fingerprint);
    }

    /// <summary>What all declarations depend on besides each other: references and options.</summary>
    public static Fingerprint Environment(Compilation compilation)
    {
        Fingerprint fingerprint = Fingerprint.Empty
            .With(compilation.AssemblyName ?? "")
            .With((ulong)compilation.Options.NullableContextOptions)
            .With((ulong)((compilation as CSharpCompilation)?.LanguageVersion ?? default));
        foreach (MetadataReference reference in compilation.References)
        {
            fingerprint = fingerprint.With(
                (ulong)References.GetValue(reference, static _ => new StrongBox<long>(Interlocked.Increment(ref _lastReference))).Value);
        }

        return fingerprint;
    }

    /// <summary>The types of the compilation that have attributes, each once.</summary>
    public static IEnumerable<INamedTypeSymbol> AttributedTypes(Compilation compilation, CancellationToken cancellationToken)
    {
        HashSet<INamedTypeSymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (DeclaredType type in compilation.SyntaxTrees.SelectMany(tree => DeclaredTree.Of(tree, cancellationToken).Types)
            .Where(static type => type.IsAttributed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (type.Symbol(compilation, cancellationToken) is INamedTypeSymbol symbol && seen.Add(symbol))
            {
                yield return symbol;
            }
        }
    }

    public bool Equals(DeclarationSnapshot? other) => other is not null && _fingerprint == other._fingerprint;

    public override bool Equals(object? obj) => Equals(obj as DeclarationSnapshot);

    public override int GetHashCode() => _fingerprint.GetHashCode();
}
