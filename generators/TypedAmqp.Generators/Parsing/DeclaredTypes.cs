using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The types of an assembly.</summary>
internal static class DeclaredTypes
{
    public static IEnumerable<INamedTypeSymbol> In(INamespaceOrTypeSymbol container, CancellationToken cancellationToken)
    {
        Stack<INamespaceOrTypeSymbol> open = new([container]);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            INamespaceOrTypeSymbol current = open.Pop();
            if (current is INamedTypeSymbol type)
            {
                yield return type;
            }

            IEnumerable<INamespaceOrTypeSymbol> inside = current is INamespaceSymbol space ? space.GetMembers() : current.GetTypeMembers();
            foreach (INamespaceOrTypeSymbol member in inside)
            {
                open.Push(member);
            }
        }
    }
}
