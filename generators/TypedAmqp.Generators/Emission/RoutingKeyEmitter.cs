using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The method that writes the routing key of a message, and the pattern that recognises one.</summary>
internal static class RoutingKeyEmitter
{
    /// <summary>A method that writes the key.</summary>
    public static void WriteMethod(SourceWriter writer, string name, RouteModel route)
    {
        writer.Blank();
        writer.Write($"/// <summary>Writes the routing key {Literals.XmlCode(route.Key.Text)}.</summary>");
        writer.Open($"private static void {name}({route.Message.TypeName} message, ref {SourceFile.Generated}RoutingKeyBuilder key)");
        foreach (KeyPart part in route.Key.Parts)
        {
            WritePart(writer, part);
        }

        writer.Close();
    }

    /// <summary>The arguments of a <c>KeyTemplate</c>: for each part what it can be.</summary>
    public static string Pattern(KeyTemplate key) => string.Join(", ", key.Parts.Select(Alternatives));

    private static void WritePart(SourceWriter writer, KeyPart part)
    {
        string property = Literals.Quoted(part.Label);
        string value = "message." + string.Join(".", (part.Property ?? "").Split('.').Select(Identifiers.Escape));
        string format = part.Format is null ? "" : $", {Literals.Quoted(part.Format)}";
        switch (part.Kind)
        {
            case var _ when !part.IsPlaceholder:
                writer.Write($"key.Append({Literals.Utf8(part.Literal!)});");
                break;
            case PlaceholderKind.Unknown:
                // An error says that there is no such property. What is emitted compiles, so that it is the only one.
                writer.Write($"key.Append({Literals.Utf8("{" + part.Label + "}")});");
                break;
            case PlaceholderKind.Enumeration:
                WriteEnumeration(writer, part, property, value);
                break;
            case PlaceholderKind.Word:
                writer.Write($"key.AppendWord({property}, {value});");
                break;
            case PlaceholderKind.Text:
                writer.Write($"key.AppendWords({property}, {value});");
                break;
            case PlaceholderKind.Formattable when part.Format?.Contains('.') == true:
                writer.Write($"key.AppendFormattedWords({property}, {value}{format});");
                break;
            case PlaceholderKind.Formattable:
                writer.Write($"key.AppendFormatted({property}, {value}{format});");
                break;
            case PlaceholderKind.Boolean:
                writer.Write($"key.Append({property}, {value});");
                break;
            default:
                writer.Write($"key.Append({property}, {value}{format});");
                break;
        }
    }

    private static void WriteEnumeration(SourceWriter writer, KeyPart part, string property, string value)
    {
        writer.Write($"key.Append({value} switch").Write("{").Indent();
        foreach (EnumWordModel word in part.Words)
        {
            writer.Write($"{word.Member} => {Literals.Utf8(word.Word)},");
        }

        writer.Write($"_ => throw {SourceFile.Generated}RoutingKeyBuilder.NoWord({property}, {value}),").Close("});");
    }

    private static string Alternatives(KeyPart part) => part switch
    {
        { IsPlaceholder: false } => $"[{Literals.Quoted(part.Literal!)}]",
        { Kind: PlaceholderKind.Enumeration, Words.Count: > 0 } =>
            $"[{string.Join(", ", part.Words.Select(static word => Literals.Quoted(word.Word)))}]",
        { Kind: PlaceholderKind.Boolean } => "[\"true\", \"false\"]",
        { IsOneWord: true } => $"{SourceFile.Generated}KeyTemplate.Word",
        _ => $"{SourceFile.Generated}KeyTemplate.Words",
    };
}
