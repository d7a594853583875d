using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// One declaration in a closed topology. One of this compilation has places in its source; one of a referenced assembly has not, and what is wrong
/// with it is said where the topology is called closed.
/// </summary>
internal sealed class ClosedCheck(
    TopologyView view, INamedTypeSymbol? symbol, Location fallback, Action<Diagnostic> report, CancellationToken cancellationToken)
{
    public TopologyView View => view;

    public ExchangeModel? Exchange { get; init; }

    public QueueModel? Queue { get; init; }

    public RpcServiceModel? Service { get; init; }

    public CancellationToken CancellationToken => cancellationToken;

    public RoutingGraph Graph => view.Graph(cancellationToken);

    public Reachability Reachability => view.Reachability(cancellationToken);

    /// <summary>Who handles and serves; nobody is known where consumers are elsewhere.</summary>
    public Consumers Consumers => view.Consumers(cancellationToken);

    /// <summary>Whether it is a declaration of this compilation.</summary>
    public bool IsOwn => symbol is not null;

    /// <summary>Where the declaration says that a contract may be published there; its name, where a base type of the contract says it.</summary>
    public Location Publish(string contract) => symbol?.Attributes(MetadataNames.Publishes).Concat(symbol.Attributes(MetadataNames.Sends))
        .Where(attribute => attribute.TypeArgument?.EmittedName() == contract)
        .Select(attribute => AttributeExpressions.TypeArgument(attribute.Data, cancellationToken))
        .FirstOrDefault() ?? Name(Exchange is null ? MetadataNames.Queue : MetadataNames.Exchange);

    /// <summary>The name that an attribute gives its entity.</summary>
    public Location Name(string attribute) =>
        symbol?.Attribute(attribute) is AttributeReader reader ? ArgumentPlace.Name(reader, cancellationToken) : fallback;

    /// <summary>A named argument of an attribute, else its name.</summary>
    public Location Argument(string attribute, string name) =>
        symbol?.Attribute(attribute) is AttributeReader reader
            && AttributeExpressions.Named(reader.Data, name, cancellationToken)?.Parent is SyntaxNode argument
            ? argument.GetLocation()
            : Name(attribute);

    /// <summary>The type argument of an attribute.</summary>
    public Location Target(string attribute) =>
        symbol?.Attribute(attribute) is AttributeReader reader ? AttributeExpressions.TypeArgument(reader.Data, cancellationToken) : fallback;

    /// <summary>The value of an <c>[Argument]</c>.</summary>
    public Location Value(string argument) => symbol?.Attributes(MetadataNames.Argument)
        .Where(attribute => attribute.Strings.FirstOrDefault() == argument)
        .Select(attribute => AttributeExpressions.Strings(attribute.Data, cancellationToken).Last().Expression.GetLocation())
        .FirstOrDefault() ?? fallback;

    /// <summary>The keys of this declaration's bindings, with their places; none for one of another assembly.</summary>
    public IEnumerable<(INamedTypeSymbol Source, string Key, ExpressionSyntax Expression)> Keys =>
        from binding in symbol?.Attributes(MetadataNames.Binding) ?? []
        where binding.TypeArgument is INamedTypeSymbol
        from written in AttributeExpressions.Strings(binding.Data, cancellationToken)
        select ((INamedTypeSymbol)binding.TypeArgument!, written.Value, written.Expression);

    /// <summary>The headers of this declaration's bindings; none for one of another assembly.</summary>
    public IEnumerable<(INamedTypeSymbol Source, string Name, TypedConstant Value, ExpressionSyntax Expression)> Headers
    {
        get
        {
            foreach (AttributeReader binding in symbol?.Attributes(MetadataNames.HeadersBinding) ?? [])
            {
                (TypedConstant Value, ExpressionSyntax Expression)[] written = [.. AttributeExpressions.Of(binding.Data, cancellationToken)];
                for (int index = 0; index + 1 < written.Length; index += 2)
                {
                    if (binding.TypeArgument is INamedTypeSymbol source
                        && written[index].Value is { Kind: TypedConstantKind.Primitive, Value: string name })
                    {
                        yield return (source, name, written[index + 1].Value, written[index].Expression);
                    }
                }
            }
        }
    }

    public void Report(DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, arguments));

    public void Report(DiagnosticDescriptor rule, Location location, Remedy[] remedies, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, Remedy.ToProperties(remedies), arguments));
}
