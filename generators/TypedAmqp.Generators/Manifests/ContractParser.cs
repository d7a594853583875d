using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>The contracts of an assembly: the types with <c>[Message]</c>, and the other types that declarations name.</summary>
internal static class ContractParser
{
    /// <summary>The contract that a type is itself, and those without <c>[Message]</c> that it names as an exchange, a queue or a service.</summary>
    public static IEnumerable<ContractDeclaration> Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        // What is open, such as Envelope<T>, is none: what is made of it, such as Envelope<int>, is.
        if (symbol.Has(MetadataNames.Message) && !symbol.IsGenericType)
        {
            yield return Create(symbol, MessageParser.Parse(symbol), cancellationToken);
        }

        foreach ((ITypeSymbol type, MessageFormat? format) in Types(symbol))
        {
            if (type.TypeKind != TypeKind.Error && (!type.Has(MetadataNames.Message) || type is INamedTypeSymbol { IsGenericType: true }))
            {
                yield return Create(type, MessageParser.Parse(type, format), cancellationToken);
            }
        }
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
