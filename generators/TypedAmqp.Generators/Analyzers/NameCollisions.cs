using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// Names that the generator takes and somebody else has: TAMQP012. The generator reports it, not an analyzer: two members or types of one name
/// are an error of the declaration stage (CS0101, CS0102), after which the compiler runs no analyzer.
/// </summary>
internal static class NameCollisions
{
    /// <summary>All collisions of a type.</summary>
    /// <param name="symbol">The type that declares something.</param>
    /// <param name="parsed">What it declares.</param>
    /// <param name="generated">What the compiler writes for all.</param>
    public static IEnumerable<Diagnostic> Check(INamedTypeSymbol symbol, ParsedType parsed, GeneratedTypes generated)
    {
        foreach (Diagnostic collision in Inside(symbol, parsed))
        {
            yield return collision;
        }

        foreach (string type in GeneratedNames.Types(parsed).Distinct(StringComparer.Ordinal))
        {
            if (symbol.ContainingNamespace?.GetTypeMembers(type).FirstOrDefault() is INamedTypeSymbol existing)
            {
                yield return Create(existing, type, "the class of that name that the compiler writes for '" + symbol.Name + "'", "it");
            }
            else if (generated.Earlier(TypeParser.Parse(symbol), type) is string other)
            {
                string both = "'" + other.Replace("global::", "") + "', as the compiler writes a class '" + type + "' for each of them";
                yield return Create(symbol, symbol.Name, both, "one of the two");
            }
        }
    }

    /// <summary>Those that the type has with itself.</summary>
    public static IEnumerable<Diagnostic> Inside(INamedTypeSymbol symbol, ParsedType parsed)
    {
        string[] members = [.. parsed.Exchange is null ? [] : GeneratedNames.Members(parsed.Exchange), .. parsed.Queue is null
            ? []
            : GeneratedNames.Members(parsed.Queue)];
        foreach (string member in members.Distinct(StringComparer.Ordinal))
        {
            if (symbol.GetMembers(member).FirstOrDefault() is ISymbol existing)
            {
                yield return Create(existing, symbol.Name + "." + member, "the member of that name that the compiler writes", "it");
            }
            else if (symbol.Name == member)
            {
                yield return Create(symbol, symbol.Name, "the member of that name that the compiler writes into it (CS0542)", "the class");
            }
        }

        if (parsed.Exchange is not null && parsed.Queue is not null)
        {
            yield return Create(symbol, symbol.Name, "itself, as it declares both an exchange and a queue", "one of the two, in a class of its own");
        }

        foreach (Diagnostic collision in parsed.Service is RpcServiceModel service ? Methods(symbol, service) : [])
        {
            yield return collision;
        }
    }

    /// <summary>Methods of a service that look the same on the wire, as overloads do.</summary>
    private static IEnumerable<Diagnostic> Methods(INamedTypeSymbol symbol, RpcServiceModel service)
    {
        IEnumerable<IGrouping<string, IMethodSymbol>> methods =
            RpcServiceParser.MethodsOf(symbol).GroupBy(method => RpcServiceParser.WireNameOf(method, service.Name), StringComparer.Ordinal);
        foreach (IGrouping<string, IMethodSymbol> same in methods)
        {
            foreach (IMethodSymbol method in same.Skip(1))
            {
                ISymbol place = method.Locations.Any(static location => location.IsInSource) ? method : symbol;
                string other = "another method that is called '" + same.Key + "' on the wire";
                yield return Create(place, symbol.Name + "." + method.Name, other, "it, or name it with [RpcMethod]");
            }
        }
    }

    private static Diagnostic Create(ISymbol place, string name, string other, string remedy) =>
        Diagnostic.Create(DeclarationRules.MembersCollide, place.Locations.FirstOrDefault(), name, other, remedy);
}
