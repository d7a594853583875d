using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Manifests.Changes;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Where a change since the release stands in the source, and what takes it back.</summary>
internal static class ChangeLocation
{
    public static Location Of(Change change, INamedTypeSymbol symbol, CancellationToken cancellationToken) => change.Place switch
    {
        ChangePlace.EntityName when Declaration(symbol) is AttributeReader declaration => ArgumentPlace.Name(declaration, cancellationToken),
        ChangePlace.Member => Member(symbol, change.Member, cancellationToken) switch
        {
            PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
            EnumMemberDeclarationSyntax member => member.Identifier.GetLocation(),
            SyntaxNode node => node.GetLocation(),
            null => symbol.Locations[0],
        },
        ChangePlace.Key => Key(symbol, change.Member, cancellationToken) ?? symbol.Locations[0],
        _ => symbol.Locations[0],
    };

    public static Remedy[] Remedies(Change change, INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        if (change.Rule == ReleaseRules.QueueChanged || change.Rule == ReleaseRules.ExchangeChanged)
        {
            return [Remedy.Replace(SymbolDisplay.FormatLiteral(Next(change.Arguments[0]), quote: true))];
        }

        if (change.Rule == ReleaseRules.WireNameChanged)
        {
            return [Remedy.Replace(SymbolDisplay.FormatLiteral(WithoutVersion(change.Arguments[1]), quote: true))];
        }

        // A parameter can be left out by callers only if those behind it can.
        return change.Rule == ReleaseRules.PropertyRequired
            && Member(symbol, change.Member, cancellationToken)
                is ParameterSyntax { Type: TypeSyntax type, Parent: ParameterListSyntax list } parameter
            && list.Parameters.Skip(list.Parameters.IndexOf(parameter) + 1).All(static behind => behind.Default is not null)
                ? [Remedy.Replace($"{type.ToString().TrimEnd('?')}? {parameter.Identifier.Text} = null")]
                : [];
    }

    private static AttributeReader? Declaration(INamedTypeSymbol symbol) =>
        symbol.Attribute(MetadataNames.Queue) ?? symbol.Attribute(MetadataNames.Exchange) ?? symbol.Attribute(MetadataNames.Message);

    private static SyntaxNode? Member(INamedTypeSymbol symbol, string? name, CancellationToken cancellationToken) => name is null
        ? null
        : symbol.GetMembers(name).SelectMany(static member => member.DeclaringSyntaxReferences).FirstOrDefault()?.GetSyntax(cancellationToken);

    private static Location? Key(INamedTypeSymbol symbol, string? contract, CancellationToken cancellationToken) =>
        symbol.Attributes(MetadataNames.Publishes)
        .Where(publishes => publishes.TypeArgument?.EmittedName() == contract)
        .SelectMany(publishes => AttributeExpressions.Strings(publishes.Data, cancellationToken))
        .Select(static key => key.Expression.GetLocation())
        .FirstOrDefault();

    /// <summary>The next name: <c>billing</c> gives <c>billing.v2</c>, that <c>billing.v3</c>.</summary>
    private static string Next(string name)
    {
        string bare = WithoutVersion(name);
        int version = bare.Length == name.Length ? 1 : int.Parse(name.Substring(bare.Length + 2), CultureInfo.InvariantCulture);
        return bare + ".v" + (version + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static string WithoutVersion(string name)
    {
        int dot = name.LastIndexOf(".v", StringComparison.Ordinal);
        return dot >= 0
            && dot + 2 < name.Length
            && name.Length - dot < 9
            && name.Skip(dot + 2).All(static character => character is >= '0' and <= '9')
            ? name.Substring(0, dot)
            : name;
    }
}
