using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>The contracts of an assembly: the types with <c>[Message]</c>, and the other types that declarations name.</summary>
internal static class ContractParser
{
    /// <summary>The contract that a type is; null for a type without <c>[Message]</c>.</summary>
    public static ContractSet? Declared(INamedTypeSymbol symbol, CancellationToken cancellationToken) =>
        symbol.Has(MetadataNames.Message)
            ? new ContractSet(new EquatableArray<ContractDeclaration>([Create(symbol, MessageParser.Parse(symbol), cancellationToken)]))
            : null;

    /// <summary>The contracts without <c>[Message]</c> that an exchange, a queue or a service names; null when there are none.</summary>
    public static ContractSet? Named(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        ContractDeclaration[] contracts = [.. Types(symbol)
            .Where(static named => named.Type.TypeKind != TypeKind.Error && !named.Type.Has(MetadataNames.Message))
            .Select(named => Create(named.Type, MessageParser.Parse(named.Type, named.Format), cancellationToken))];
        return contracts.Length == 0 ? null : new ContractSet(contracts.ToEquatableArray());
    }

    private static IEnumerable<(ITypeSymbol Type, MessageFormat? Format)> Types(INamedTypeSymbol symbol)
    {
        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Publishes).Concat(symbol.Attributes(MetadataNames.Sends)))
        {
            if (attribute.TypeArgument is ITypeSymbol type)
            {
                yield return (type, null);
            }
        }

        if (symbol.Attribute(MetadataNames.RpcService) is not AttributeReader service)
        {
            yield break;
        }

        MessageFormat format = RpcServiceParser.FormatOf(service);
        foreach (RpcShape shape in RpcServiceParser.MethodsOf(symbol).Select(RpcServiceParser.ShapeOf))
        {
            foreach (ITypeSymbol type in shape.Requests.Select(static request => request.Type).Concat(shape.Reply is null ? [] : [shape.Reply]))
            {
                yield return (type, format);
            }
        }
    }

    private static ContractDeclaration Create(ITypeSymbol type, MessageModel message, CancellationToken cancellationToken) => new(
        new ContractModel(message.TypeName, message.WireName, message.Version, message.Format, IsInJsonContext: false),
        message.Format == MessageFormat.Json ? ShapeParser.Parse(type, cancellationToken) : default);
}
