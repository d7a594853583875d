using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The types of a compilation as its files declare them, without a question to a symbol.</summary>
internal sealed class DeclaredAssembly
{
    // It goes with the compilation, whose files it holds.
    private static readonly ConditionalWeakTable<Compilation, DeclaredAssembly> Known = new();

    private DeclaredAssembly(Compilation compilation, CancellationToken cancellationToken)
    {
        List<DeclaredTree> trees = [];
        HashSet<string> namespaces = new(StringComparer.Ordinal);
        Dictionary<string, DeclaredType> first = new(StringComparer.Ordinal);
        foreach (SyntaxTree syntax in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeclaredTree tree = DeclaredTree.Of(syntax, cancellationToken);
            trees.Add(tree);
            namespaces.UnionWith(tree.Namespaces);
            foreach (DeclaredType type in tree.Types)
            {
                if (!first.ContainsKey(type.Name))
                {
                    first.Add(type.Name, type);
                }
            }
        }

        First = first;
        Types = [.. trees.SelectMany(static tree => tree.Types)];
        DeclaredPart[] surroundings = [.. trees.Select(static tree => tree.Surroundings).OfType<DeclaredPart>()];
        Names = new DeclaredNames(surroundings.Concat(Types.Select(static type => type.Part).Distinct()));
        Fingerprint environment = DeclarationSnapshot.Environment(compilation);
        foreach (string name in namespaces.OrderBy(static name => name, StringComparer.Ordinal))
        {
            environment = environment.With(name);
        }

        foreach (DeclaredPart part in surroundings)
        {
            environment = environment.With(Names.Closure(part));
        }

        Environment = environment;
        Generated = environment;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (DeclaredTree.Of(tree, cancellationToken).IsOwn)
            {
                Generated = Generated.With(tree.FilePath);
            }
        }
    }

    /// <summary>The same for two compilations in which a name means the same, if the types of that name are the same.</summary>
    public Fingerprint Environment { get; }

    /// <summary>The same, also where the names of generated types matter.</summary>
    public Fingerprint Generated { get; }

    /// <summary>The types, in the order of files and lines; a partial one several times.</summary>
    public IReadOnlyList<DeclaredType> Types { get; }

    /// <summary>The first place of each type, by its name.</summary>
    public IReadOnlyDictionary<string, DeclaredType> First { get; }

    public DeclaredNames Names { get; }

    public static DeclaredAssembly Of(Compilation compilation, CancellationToken cancellationToken) =>
        Known.TryGetValue(compilation, out DeclaredAssembly? known)
        ? known
        : Known.GetValue(compilation, compilation => new DeclaredAssembly(compilation, cancellationToken));
}
