using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The words that an enum's members become in a routing key.</summary>
internal static class EnumWords
{
    // Many contracts have a property of one enum. Keyed weakly: it goes with its compilation.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, StrongBox<EquatableArray<EnumWordModel>>> Known = new();

    public static EquatableArray<EnumWordModel> Read(INamedTypeSymbol type) =>
        Known.GetValue(type, static type => new StrongBox<EquatableArray<EnumWordModel>>(Words(type))).Value;

    private static EquatableArray<EnumWordModel> Words(INamedTypeSymbol type) => type.GetMembers()
        .OfType<IFieldSymbol>()
        .Where(static field => field.HasConstantValue)
        .GroupBy(static field => field.ConstantValue)
        .Select(static aliases => Word(aliases.First()))
        .ToEquatableArray();

    private static EnumWordModel Word(IFieldSymbol field)
    {
        string? word = field.Attribute(MetadataNames.Word)?.Strings.FirstOrDefault();
        return new EnumWordModel(
            field.ContainingType.EmittedName() + "." + (SyntaxFacts.GetKeywordKind(field.Name) == SyntaxKind.None ? field.Name : "@" + field.Name),
            word ?? field.Name.ToLowerInvariant());
    }
}
