using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The method that writes those properties of a message which travel as headers.</summary>
internal static class HeaderEmitter
{
    public static void WriteMethod(SourceWriter writer, string name, MessageModel message)
    {
        writer.Blank();
        writer.Write(
            $"/// <summary>Writes the headers {string.Join(", ", message.Headers.Select(static header => Literals.XmlCode(header.Name)))}.</summary>");
        writer.Open($"private static void {name}({message.TypeName} message, ref {SourceFile.Generated}HeaderBuilder headers)");
        foreach (HeaderModel header in message.Headers)
        {
            WriteHeader(writer, header);
        }

        writer.Close();
    }

    private static void WriteHeader(SourceWriter writer, HeaderModel header)
    {
        string name = Literals.Utf8(header.Name);
        string value = $"message.{Identifiers.Escape(header.Property)}";
        switch (header.Kind)
        {
            case HeaderKind.Enumeration:
                writer.Write($"headers.AddWord({name}, {value} switch").Write("{").Indent();
                foreach (EnumWordModel word in header.Words)
                {
                    writer.Write($"{word.Member} => {Literals.Utf8(word.Word)},");
                }

                if (header.IsNullable)
                {
                    writer.Write("null => default,");
                }

                writer.Write($"_ => throw {SourceFile.Generated}HeaderBuilder.NoWord({Literals.Quoted(header.Property)}, {value}),").Close("});");
                break;
            case HeaderKind.Text:
                writer.Write($"headers.AddText({name}, {value});");
                break;
            case HeaderKind.Unsupported:
                // An error says so. What is emitted compiles, so that it is the only one.
                writer.Write($"throw {SourceFile.Generated}HeaderBuilder.Unsupported({Literals.Quoted(header.Property)});");
                return;
            default:
                writer.Write($"headers.Add({name}, {value});");
                break;
        }
    }
}
