using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>The types of which a body in JSON consists, as far as they are not the framework's.</summary>
internal static class ShapeParser
{
    private const string Namespace = "System.Text.Json.Serialization";

    // Many contracts have a property of one enum. Keyed weakly: it goes with its compilation.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, ShapeModel> Enums = new();

    public static EquatableArray<ShapeModel> Parse(ITypeSymbol root, CancellationToken cancellationToken)
    {
        HashSet<ITypeSymbol> seen = new(SymbolEqualityComparer.Default);
        Stack<ITypeSymbol> open = new([root]);
        List<ShapeModel> shapes = [];
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ITypeSymbol type = open.Pop().WithNullableAnnotation(NullableAnnotation.None);
            if (!seen.Add(type))
            {
                continue;
            }

            if (type is IArrayTypeSymbol array)
            {
                open.Push(array.ElementType);
            }
            else if (type is INamedTypeSymbol named && type.TypeKind != TypeKind.Error)
            {
                Push(open, named.TypeArguments);
                if (!IsFramework(named))
                {
                    shapes.Add(Shape(named, open));
                }
            }
        }

        return shapes.ToEquatableArray();
    }

    private static ShapeModel Shape(INamedTypeSymbol type, Stack<ITypeSymbol> open)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return Enums.GetValue(type, static type => Enumeration(type));
        }

        IMethodSymbol? constructor = Constructor(type);
        List<PropertyModel> properties = [];
        foreach (IPropertySymbol property in ContractProperties.All(type))
        {
            if (property.DeclaredAccessibility == Accessibility.Public
                && !IsIgnored(property)
                && properties.All(known => known.Name != property.Name))
            {
                string? json = Json(property, "JsonPropertyNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
                properties.Add(new PropertyModel(property.Name, json, property.Type.EmittedNameWithNulls(), IsRequired(property, constructor))
                {
                    MayBeOmitted = Json(property, "JsonIgnoreAttribute") is AttributeData ignore
                        && new AttributeReader(ignore).Member("Condition") is "WhenWritingNull" or "WhenWritingDefault",
                    HasConverter = HasConverter(property),
                    IsTextNumber = WritesTextNumbers(Json(property, "JsonNumberHandlingAttribute")?.ConstructorArguments.FirstOrDefault() ?? default),
                });
                open.Push(property.Type);
            }
        }

        List<DerivedModel> derived = [];
        foreach (AttributeData attribute in type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass?.Is(Namespace, "JsonDerivedTypeAttribute") == true))
        {
            if (attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Type, Value: ITypeSymbol other }, ..])
            {
                derived.Add(new DerivedModel(
                    other.EmittedName(), Convert.ToString(attribute.ConstructorArguments.ElementAtOrDefault(1).Value, CultureInfo.InvariantCulture)));
                open.Push(other);
            }
        }

        bool keepsUnknown = ContractProperties.All(type).Any(static property => Json(property, "JsonExtensionDataAttribute") is not null);
        return new ShapeModel(
            type.EmittedName(),
            properties.ToEquatableArray().SortedBy(static property => property.Name),
            default,
            IsTextEnum: false,
            derived.ToEquatableArray().SortedBy(static item => item.Type),
            Json(type, "JsonPolymorphicAttribute") is AttributeData polymorphic
                ? new AttributeReader(polymorphic).String("TypeDiscriminatorPropertyName")
                : null)
        {
            RefusesUnknown = keepsUnknown ? false
                : Json(type, "JsonUnmappedMemberHandlingAttribute") is AttributeData handling ? new AttributeReader(handling).EnumMember == "Disallow"
                : null,
            HasConverter = HasConverter(type) || type.AllInterfaces.Any(static other => other.Is("System.Collections", "IEnumerable")),
        };
    }

    private static ShapeModel Enumeration(INamedTypeSymbol type) => new(
        type.EmittedName(), default, Members(type), IsWrittenByName(type), default, null)
    {
        IsFlags = type.GetAttributes().Any(static attribute => attribute.AttributeClass?.Is("System", "FlagsAttribute") == true),
        HasConverter = HasConverter(type) && !IsWrittenByName(type),
    };

    private static EquatableArray<MemberModel> Members(INamedTypeSymbol type) => type.GetMembers()
        .OfType<IFieldSymbol>()
        .Where(static field => field.HasConstantValue)
        .Select(static field => new MemberModel(
            field.Name,
            Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture),
            Json(field, "JsonStringEnumMemberNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string))
        .ToEquatableArray()
        .SortedBy(static member => member.Name);

    private static bool IsWrittenByName(INamedTypeSymbol type) =>
        Json(type, "JsonConverterAttribute")?.ConstructorArguments.FirstOrDefault()
            is { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol converter }
        && converter.Name == "JsonStringEnumConverter";

    /// <summary>Whether this is a <c>JsonNumberHandling</c> that writes numbers as texts.</summary>
    public static bool WritesTextNumbers(TypedConstant handling)
    {
        const int writeAsString = 2;
        return handling is { Kind: TypedConstantKind.Enum, Value: int flags } && (flags & writeAsString) != 0;
    }

    private static bool HasConverter(ISymbol symbol) => Json(symbol, "JsonConverterAttribute") is not null;

    private static bool IsIgnored(IPropertySymbol property) => Json(property, "JsonIgnoreAttribute") is AttributeData ignore
        ? new AttributeReader(ignore).Member("Condition") is null or "Always"

        // What is in it stands beside the other properties.
        : Json(property, "JsonExtensionDataAttribute") is not null;

    /// <summary>
    /// The constructor that reads a body; null where that needs no parameter: of a class that has one without, and of a struct that does not name
    /// another.
    /// </summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        IMethodSymbol[] all = [.. type.InstanceConstructors.Where(static candidate => candidate.DeclaredAccessibility == Accessibility.Public)];
        return type.InstanceConstructors.FirstOrDefault(static candidate => Json(candidate, "JsonConstructorAttribute") is not null)
            ?? (all is [IMethodSymbol only] && !type.IsValueType ? only : null);
    }

    private static bool IsRequired(IPropertySymbol property, IMethodSymbol? constructor) =>
        property.IsRequired
        || Json(property, "JsonRequiredAttribute") is not null
        || constructor?.Parameters.Any(parameter => !parameter.HasExplicitDefaultValue
            && string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)) == true;

    private static AttributeData? Json(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Is(Namespace, name) == true);

    private static bool IsFramework(INamedTypeSymbol type)
    {
        INamespaceSymbol? outermost = type.ContainingNamespace;
        while (outermost is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            outermost = outermost.ContainingNamespace;
        }

        return type.SpecialType != SpecialType.None || type.IsTupleType || outermost?.Name is "System" or "Microsoft";
    }

    private static void Push(Stack<ITypeSymbol> open, IEnumerable<ITypeSymbol> types)
    {
        foreach (ITypeSymbol type in types)
        {
            open.Push(type);
        }
    }
}
