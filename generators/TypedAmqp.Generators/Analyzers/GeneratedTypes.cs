using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The types that the compiler writes beside declarations, and for which of them.</summary>
internal sealed class GeneratedTypes
{
    private readonly ILookup<(string Namespace, string Type), string> _declarations;

    public GeneratedTypes(AssemblyModel assembly)
    {
        IEnumerable<(TypeModel Declaration, string Type)> types = assembly.Exchanges.SelectMany(
            static exchange => GeneratedNames.Types(exchange).Select(type => (exchange.Type, type)))
            .Concat(assembly.Queues.SelectMany(static queue => GeneratedNames.Types(queue).Select(type => (queue.Type, type))))
            .Concat(assembly.Services.SelectMany(static service => GeneratedNames.Types(service).Select(type => (service.Type, type))));
        _declarations = types.ToLookup(static item => (item.Declaration.Namespace, item.Type), static item => item.Declaration.FullName);
    }

    /// <summary>The declaration for which a type of this name is written, if it comes before this one in the order of names.</summary>
    public string? Earlier(TypeModel declaration, string type) => _declarations[(declaration.Namespace, type)]
        .Where(other => string.CompareOrdinal(other, declaration.FullName) < 0)
        .OrderBy(static other => other, StringComparer.Ordinal)
        .FirstOrDefault();
}
