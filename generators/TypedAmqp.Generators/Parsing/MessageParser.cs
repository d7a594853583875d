using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A contract, from its type.</summary>
internal static class MessageParser
{
    // A contract is asked for as such, by exchanges and by queues. Keyed weakly: it goes with its compilation.
    private static readonly ConditionalWeakTable<ITypeSymbol, MessageModel> Known = new();

    /// <param name="type">The contract; it may be an error type.</param>
    /// <param name="otherwise">
    /// The format of a type that says nothing itself; null leaves it to the type: text for a string, raw for octets, else JSON.
    /// </param>
    public static MessageModel Parse(ITypeSymbol type, MessageFormat? otherwise = null) =>
        otherwise is null ? Known.GetValue(type, static type => Read(type, null)) : Read(type, otherwise);

    private static MessageModel Read(ITypeSymbol type, MessageFormat? otherwise)
    {
        if (type.Attribute(MetadataNames.Message) is not AttributeReader attribute)
        {
            return Create(type, null, 1, otherwise ?? NaturalFormat(type));
        }

        int version = (int)Math.Min(attribute.Integer("Version") ?? 1, int.MaxValue);
        string name = attribute.Strings.FirstOrDefault() ?? "";
        string wireName = version < 2 ? name : name + ".v" + version.ToString(CultureInfo.InvariantCulture);
        MessageFormat format = Enum.TryParse(attribute.Member("Format"), out MessageFormat declared) ? declared : MessageFormat.Json;
        return Create(type, wireName, version, format);
    }

    /// <summary>A contract that travels as JSON whatever it says itself: as a part of something else.</summary>
    public static MessageModel AsJson(ITypeSymbol type) =>
        Parse(type) with { Format = MessageFormat.Json, Shape = BodyShape.Json, Wrapped = null, Headers = default };

    private static MessageModel Create(ITypeSymbol type, string? wireName, int version, MessageFormat format)
    {
        (BodyShape shape, string? wrapped) = BodyShapes.Read(type, format);
        return new MessageModel(type.EmittedName(), Name(type), wireName, version, format, type.IsValueType)
        {
            Shape = shape,
            Wrapped = wrapped,
            Headers = wireName is null ? default : HeaderParser.Parse(type),
            Properties = type.SpecialType == SpecialType.None ? ContractProperties.Names(type) : default,
            AllowsNull = AllowsNull(type),
            InternalTo = InternalTo(type),
        };
    }

    private static bool AllowsNull(ITypeSymbol type) => type.IsValueType
        ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        : type.NullableAnnotation == NullableAnnotation.Annotated;

    private static string? InternalTo(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => InternalTo(array.ElementType),
        INamedTypeSymbol named when TypeParser.Path(named).Any(static part => part.DeclaredAccessibility is not (Accessibility.Public or Accessibility.NotApplicable)) =>
            named.ContainingAssembly?.Name ?? "",
        INamedTypeSymbol named => named.TypeArguments.Select(InternalTo).FirstOrDefault(static assembly => assembly is not null),
        _ => null,
    };

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static MessageFormat NaturalFormat(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String)
        {
            return MessageFormat.Text;
        }

        bool isOctets = type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            || (type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] }
                && (type.Is("System", "ReadOnlyMemory`1") || type.Is("System", "Memory`1") || type.Is("System.Buffers", "ReadOnlySequence`1")));
        return isOctets ? MessageFormat.Raw : MessageFormat.Json;
    }
}
