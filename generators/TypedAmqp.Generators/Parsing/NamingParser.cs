using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Which contracts a compilation can name.</summary>
internal static class NamingParser
{
    public static NamingModel Parse(Compilation compilation) => new(
        compilation.AssemblyName ?? "",
        compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.GivesAccessTo(compilation.Assembly))
            .Select(static assembly => assembly.Name)
            .ToEquatableArray()
            .SortedBy(static name => name));
}
