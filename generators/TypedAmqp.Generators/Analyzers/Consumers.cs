using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The classes that handle what arrives in queues, and those that serve RPC services.</summary>
internal sealed class Consumers
{
    private const string Generated = "System.CodeDom.Compiler";

    // Keyed weakly: an assembly's symbols are the same object from one edit to the next, and go when the compiler lets them go.
    private static readonly ConditionalWeakTable<IAssemblySymbol, Consumers> Known = new();

    // Only a class that says so implements anything.
    private static readonly DeclarationCache<(string Target, string Class, string Assembly)[]> Cache =
        new(static type => type.HasBases, static (type, _) => [.. Find(type)], seesGenerated: true);

    private readonly HashSet<(string Target, string Class, string Assembly)> _found;
    private readonly ILookup<string, (string Class, string Assembly)> _byTarget;

    private Consumers(IEnumerable<(string Target, string Class, string Assembly)> found)
    {
        _found = [.. found];
        _byTarget = _found.OrderBy(static entry => entry.Class, StringComparer.Ordinal)
            .ToLookup(static entry => entry.Target, static entry => (entry.Class, entry.Assembly), StringComparer.Ordinal);
    }

    /// <summary>Whether anybody handles or serves anything: else consumers are somewhere that is not known here.</summary>
    public bool HasAny => _found.Count > 0;

    public static Consumers Read(Compilation compilation, CancellationToken cancellationToken)
    {
        IEnumerable<(string, string, string)> found = Cache.Of(compilation, cancellationToken).SelectMany(static type => type.Value);
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (ReferencedManifests.UsesTypedAmqp(assembly))
            {
                if (!Known.TryGetValue(assembly, out Consumers? known))
                {
                    Consumers read = new(Find(assembly, cancellationToken));
                    known = Known.GetValue(assembly, _ => read);
                }

                found = found.Concat(known._found);
            }
        }

        return new Consumers(found);
    }

    /// <summary>
    /// The classes that handle this queue, or serve this service, by the name of the class or interface that declares it; those that implement this
    /// very <c>IConsumer</c>, or the <c>IBatchConsumer</c> beside it, by its name.
    /// </summary>
    public IEnumerable<string> Of(string typeName) => _byTarget[typeName].Select(static entry => entry.Class);

    /// <summary>One of these classes of each assembly.</summary>
    public IEnumerable<string> OneOfEachAssembly(string typeName) =>
        _byTarget[typeName].GroupBy(static entry => entry.Assembly).Select(static entries => entries.First().Class);

    private static IEnumerable<(string Target, string Class, string Assembly)> Find(IAssemblySymbol assembly, CancellationToken cancellationToken) =>
        DeclaredTypes.In(assembly.GlobalNamespace, cancellationToken).SelectMany(Find);

    private static IEnumerable<(string Target, string Class, string Assembly)> Find(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsAbstract || type.AllInterfaces.IsEmpty || IsGenerated(type))
        {
            yield break;
        }

        string assembly = type.ContainingAssembly.Name;
        foreach (INamedTypeSymbol contract in type.AllInterfaces)
        {
            if (contract.TypeArguments is [INamedTypeSymbol queue] && contract.Is(MetadataNames.Consumer))
            {
                yield return (queue.EmittedName(), type.Name, assembly);
            }
            else if (HandlerParser.IsConsumer(contract))
            {
                yield return ($"{contract.ContainingType.EmittedName()}.{HandlerParser.Interface}", type.Name, assembly);
            }
            else if (contract.Has(MetadataNames.RpcService))
            {
                yield return (contract.EmittedName(), type.Name, assembly);
            }
        }
    }

    /// <summary>Whether the compiler wrote it: the client of a service implements it, too.</summary>
    private static bool IsGenerated(INamedTypeSymbol type) => TypeParser.Path(type).Any(static part => part.GetAttributes()
        .Any(static attribute => attribute.AttributeClass?.Is(Generated, "GeneratedCodeAttribute") == true));
}
