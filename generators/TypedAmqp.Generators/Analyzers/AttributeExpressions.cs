using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Where the arguments of an attribute stand in the source.</summary>
internal static class AttributeExpressions
{
    /// <summary>
    /// The constructor's arguments with the expressions they were written as, arrays flattened: in the order of
    /// <see cref="Parsing.AttributeReader.Values"/>. What the compiler could not read is left out.
    /// </summary>
    public static IEnumerable<(TypedConstant Value, ExpressionSyntax Expression)> Of(AttributeData attribute, CancellationToken cancellationToken)
    {
        if (attribute.AttributeConstructor is not IMethodSymbol constructor || Syntax(attribute, cancellationToken) is not AttributeSyntax syntax)
        {
            yield break;
        }

        AttributeArgumentSyntax[] written = [.. (syntax.ArgumentList?.Arguments ?? default).Where(static argument => argument.NameEquals is null)];
        for (int index = 0; index < Math.Min(constructor.Parameters.Length, attribute.ConstructorArguments.Length); index++)
        {
            TypedConstant constant = attribute.ConstructorArguments[index];
            ExpressionSyntax[] expressions = [.. Expressions(written, constructor.Parameters[index])];
            if (constant.Kind != TypedConstantKind.Array)
            {
                if (expressions.Length > 0 && constant.Kind != TypedConstantKind.Error)
                {
                    yield return (constant, expressions[0]);
                }

                continue;
            }

            if (constant.IsNull)
            {
                continue;
            }

            ExpressionSyntax[] elements = expressions.Length == constant.Values.Length ? expressions : [.. expressions.SelectMany(Elements)];
            if (expressions.Length == 1 && elements.Length == 1 && constant.Values.Length == 1)
            {
                elements = [.. Elements(elements[0])];
            }

            for (int item = 0; item < constant.Values.Length && elements.Length > 0; item++)
            {
                // A spread or the like: then the whole argument stands for each of its items.
                yield return (constant.Values[item], elements.Length == constant.Values.Length ? elements[item] : expressions[0]);
            }
        }
    }

    /// <summary>The strings among them.</summary>
    public static IEnumerable<(string Value, ExpressionSyntax Expression)> Strings(AttributeData attribute, CancellationToken cancellationToken) =>
        Of(attribute, cancellationToken)
            .Where(static item => item.Value.Kind == TypedConstantKind.Primitive && item.Value.Value is string)
            .Select(static item => ((string)item.Value.Value!, item.Expression));

    /// <summary>Where a named argument's value stands; null when it is not written.</summary>
    public static ExpressionSyntax? Named(AttributeData attribute, string name, CancellationToken cancellationToken) =>
        Syntax(attribute, cancellationToken)?.ArgumentList?.Arguments.FirstOrDefault(
            argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression;

    /// <summary>Where the argument for a parameter of the constructor stands; null when it is not written.</summary>
    public static ExpressionSyntax? Parameter(AttributeData attribute, string name, CancellationToken cancellationToken) =>
        Syntax(attribute, cancellationToken)?.ArgumentList is AttributeArgumentListSyntax list
        && attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => parameter.Name == name) is IParameterSymbol parameter
            ? Expressions([.. list.Arguments.Where(static argument => argument.NameEquals is null)], parameter).FirstOrDefault()
            : null;

    /// <summary>Where the type argument of a generic attribute stands, else the attribute.</summary>
    public static Location TypeArgument(AttributeData attribute, CancellationToken cancellationToken)
    {
        AttributeSyntax? syntax = Syntax(attribute, cancellationToken);
        GenericNameSyntax? name = syntax?.Name.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault();
        return name?.TypeArgumentList.Arguments.FirstOrDefault()?.GetLocation() ?? syntax?.GetLocation() ?? Location.None;
    }

    /// <summary>Where the attribute stands; <see cref="Location.None"/> when it is in another assembly.</summary>
    public static Location Whole(AttributeData attribute, CancellationToken cancellationToken) =>
        Syntax(attribute, cancellationToken)?.GetLocation() ?? Location.None;

    private static AttributeSyntax? Syntax(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax;

    private static IEnumerable<ExpressionSyntax> Expressions(AttributeArgumentSyntax[] written, IParameterSymbol parameter)
    {
        for (int index = 0; index < written.Length; index++)
        {
            bool isMeant = written[index].NameColon is NameColonSyntax name
                ? name.Name.Identifier.ValueText == parameter.Name
                : index == parameter.Ordinal || (parameter.IsParams && index > parameter.Ordinal);
            if (isMeant)
            {
                yield return written[index].Expression;
            }
        }
    }

    private static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(static element => element.Expression),
        ArrayCreationExpressionSyntax { Initializer: InitializerExpressionSyntax initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        _ => [expression],
    };
}
