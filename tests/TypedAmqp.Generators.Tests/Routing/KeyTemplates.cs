using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Tests.Routing;

/// <summary>Templates without a contract: the kinds of their placeholders are given.</summary>
internal static class KeyTemplates
{
    public static KeyTemplate Parse(string text, params (string Property, PlaceholderKind Kind)[] kinds)
    {
        KeyTemplate parsed = KeyTemplateParser.Parse(text, null);
        return parsed with { Parts = parsed.Parts.Select(part => Typed(part, kinds)).ToEquatableArray() };
    }

    private static KeyPart Typed(KeyPart part, (string Property, PlaceholderKind Kind)[] kinds)
    {
        if (!part.IsPlaceholder)
        {
            return part;
        }

        PlaceholderKind kind = kinds.Single(known => known.Property == part.Property).Kind;
        EquatableArray<EnumWordModel> words = kind == PlaceholderKind.Enumeration
            ? new EquatableArray<EnumWordModel>([new EnumWordModel("E.A", "a"), new EnumWordModel("E.B", "b")])
            : default;
        return part with { Kind = kind, Words = words, IsOneWord = kind != PlaceholderKind.Text };
    }
}
