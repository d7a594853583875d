using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The exchanges that some classes declare, with all that those are bound to or fall back on.</summary>
internal static class ExchangeClosure
{
    public static EquatableArray<ExchangeModel> Read(IEnumerable<INamedTypeSymbol> start, CancellationToken cancellationToken)
    {
        HashSet<INamedTypeSymbol> seen = new(SymbolEqualityComparer.Default);
        Queue<INamedTypeSymbol> open = new(start);
        List<ExchangeModel> found = [];
        while (open.Count > 0)
        {
            INamedTypeSymbol symbol = open.Dequeue();
            if (!seen.Add(symbol) || ExchangeParser.Parse(symbol, cancellationToken) is not ExchangeModel exchange)
            {
                continue;
            }

            found.Add(exchange);
            foreach (INamedTypeSymbol source in BindingParser.Sources(symbol))
            {
                open.Enqueue(source);
            }

            if (ExchangeParser.Alternate(symbol) is INamedTypeSymbol alternate)
            {
                open.Enqueue(alternate);
            }
        }

        return found.ToEquatableArray().SortedBy(static exchange => exchange.Type.FullName);
    }
}
