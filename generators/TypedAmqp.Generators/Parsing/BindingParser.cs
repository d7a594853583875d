using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The bindings that a queue or an exchange declares for itself.</summary>
internal static class BindingParser
{
    public static EquatableArray<BindingModel> Parse(INamedTypeSymbol symbol) =>
        symbol.Attributes(MetadataNames.Binding)
            .Select(Keyed)
            .Concat(symbol.Attributes(MetadataNames.HeadersBinding).Select(ByHeaders))
            .ToEquatableArray();

    /// <summary>The classes that the bindings name as their source, declared as exchanges or not.</summary>
    public static IEnumerable<INamedTypeSymbol> Sources(INamedTypeSymbol symbol) =>
        symbol.Attributes(MetadataNames.Binding).Concat(symbol.Attributes(MetadataNames.HeadersBinding))
            .Select(static attribute => attribute.TypeArgument)
            .OfType<INamedTypeSymbol>();

    private static BindingModel Keyed(AttributeReader attribute)
    {
        bool atRunTime = attribute.Boolean("AtRunTime");
        string[] keys = [.. attribute.Strings];
        if (keys.Length == 0 && !atRunTime)
        {
            keys = [""];
        }

        return new BindingModel(Source(attribute), keys.ToEquatableArray(), atRunTime, default);
    }

    private static BindingModel ByHeaders(AttributeReader attribute)
    {
        string match = attribute.Member("Matching") switch
        {
            "Any" => "any",
            "AllWithX" => "all-with-x",
            "AnyWithX" => "any-with-x",
            _ => "all",
        };
        List<ArgumentModel> arguments = [ArgumentValues.Text("x-match", match)];
        TypedConstant[] pairs = [.. attribute.Values];
        for (int index = 0; index + 1 < pairs.Length; index += 2)
        {
            if (pairs[index].Value is string name && ArgumentValues.Read(name, pairs[index + 1]) is ArgumentModel argument)
            {
                arguments.Add(argument);
            }
        }

        return new BindingModel(Source(attribute), new EquatableArray<string>([""]), false, ArgumentValues.Normalise(arguments));
    }

    private static string Source(AttributeReader attribute) => attribute.TypeArgument?.EmittedName() ?? "";
}
