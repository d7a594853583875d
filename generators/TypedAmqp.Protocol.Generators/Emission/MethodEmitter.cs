using TypedAmqp.Protocol.Generators.Model;

namespace TypedAmqp.Protocol.Generators.Emission;

/// <summary>Writes the ref struct of one method.</summary>
internal static class MethodEmitter
{
    private const string Id = "global::TypedAmqp.Protocol.MethodId.";

    public static string Emit(MethodRow method)
    {
        IReadOnlyList<BitGroup> groups = BitGroup.Split(method.Arguments);
        SourceWriter source = new();
        source.Line("/// <summary>");
        source.Line($"/// {method.FullName} ({method.ClassId}, {method.Number}): {SourceWriter.Escape(method.Summary)}");
        source.Line("/// </summary>");
        source.Line("/// <remarks>");
        source.Line($"/// {Facts(method)}");
        source.Line("/// </remarks>");
        source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"TypedAmqp.Protocol.Generators\", \"1.0\")]");
        source.Open($"public readonly ref struct {method.TypeName} : IMethod<{method.TypeName}>");
        source.Line("/// <inheritdoc/>");
        source.Line($"public static global::TypedAmqp.Protocol.MethodId Id => {Id}{method.TypeName};");
        source.Line();
        EmitProperties(source, method);
        source.Line("/// <inheritdoc/>");
        source.Line($"public int Size => {Size(groups)};");
        source.Line();
        EmitRead(source, method, groups);
        source.Line();
        EmitWrite(source, groups);
        source.Close();
        return source.ToString();
    }

    private static string Facts(MethodRow method)
    {
        string sender = method.Sender switch
        {
            Sender.Client => "Sent by the client.",
            Sender.Server => "Sent by the server.",
            _ => "Sent by either peer.",
        };
        string replies = method.Replies.Count == 0
            ? ""
            : $" Answered by {string.Join(" or ", method.Replies.Select(reply => $"{method.ClassName}.{reply}"))}.";
        return sender + replies + (method.HasContent ? " A content header and body follow." : "");
    }

    private static void EmitProperties(SourceWriter source, MethodRow method)
    {
        foreach (Argument argument in method.Arguments.Where(static argument => !argument.IsReserved))
        {
            source.Summary(argument.Summary);
            source.Line($"public {WireTypes.Property(argument.Type)} {argument.PropertyName} {{ get; init; }}");
            source.Line();
        }
    }

    private static string Size(IReadOnlyList<BitGroup> groups)
    {
        int constant = 0;
        List<string> terms = [];
        foreach (BitGroup group in groups)
        {
            Argument argument = group.Arguments[0];
            if (argument.IsReserved || group.IsBits)
            {
                constant += WireTypes.EmptySize(argument.Type);
            }
            else if (WireTypes.FixedSize(argument.Type) is { } size)
            {
                constant += size;
            }
            else
            {
                terms.Add($"{argument.PropertyName}.Size");
            }
        }

        if (constant > 0 || terms.Count == 0)
        {
            terms.Insert(0, constant.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return string.Join(" + ", terms);
    }

    private static void EmitRead(SourceWriter source, MethodRow method, IReadOnlyList<BitGroup> groups)
    {
        source.Line("/// <inheritdoc/>");
        source.Open($"public static {method.TypeName} Read(global::System.ReadOnlySpan<byte> octets)");
        source.Line($"ArgumentReader reader = new(octets, {Id}{method.TypeName});");
        List<string> values = [];
        for (int i = 0; i < groups.Count; i++)
        {
            EmitReadGroup(source, method, groups[i], "bits" + i, values);
        }

        source.Line("reader.End();");
        if (values.Count == 0)
        {
            source.Line("return default;");
        }
        else
        {
            source.Open($"return new {method.TypeName}");
            foreach (string value in values)
            {
                source.Line(value + ",");
            }

            source.Close("};");
        }

        source.Close();
    }

    private static void EmitReadGroup(SourceWriter source, MethodRow method, BitGroup group, string bits, List<string> values)
    {
        Argument first = group.Arguments[0];
        if (group.IsBits)
        {
            source.Line($"byte {bits} = reader.ReadOctet();");
            values.AddRange(group.Arguments
                .Select((argument, index) => (argument, index))
                .Where(static bit => !bit.argument.IsReserved)
                .Select(bit => $"{bit.argument.PropertyName} = ({bits} & {1 << bit.index}) != 0"));
        }
        else if (first.IsReserved)
        {
            source.Line($"reader.{ReadCall(method, first)}; // {first.Name}");
        }
        else
        {
            string cast = first.Type == WireType.ReplyCode ? $"({WireTypes.Property(first.Type)})" : "";
            source.Line($"{WireTypes.Property(first.Type)} {first.LocalName} = {cast}reader.{ReadCall(method, first)};");
            values.Add($"{first.PropertyName} = {first.LocalName}");
        }
    }

    // RabbitMQ refuses names that are no UTF-8, except in the methods that carry content, where it would cost each message.
    private static string ReadCall(MethodRow method, Argument argument) =>
        argument.Type == WireType.ShortString && !method.HasContent
            ? "ReadUtf8ShortString()"
            : $"Read{WireTypes.Suffix(argument.Type)}()";

    private static void EmitWrite(SourceWriter source, IReadOnlyList<BitGroup> groups)
    {
        source.Line("/// <inheritdoc/>");
        source.Open("public void Write(ref ArgumentWriter writer)");
        foreach (BitGroup group in groups)
        {
            Argument first = group.Arguments[0];
            string value = first switch
            {
                _ when group.IsBits => Bits(group),
                { IsReserved: true } => "default",
                { Type: WireType.ReplyCode } => $"(ushort){first.PropertyName}",
                _ => first.PropertyName,
            };
            source.Line($"writer.Write{(group.IsBits ? "Octet" : WireTypes.Suffix(first.Type))}({value});");
        }

        source.Close();
    }

    private static string Bits(BitGroup group)
    {
        string[] terms =
        [
            .. group.Arguments
                .Select((argument, index) => (argument, index))
                .Where(static bit => !bit.argument.IsReserved)
                .Select(static bit => $"({bit.argument.PropertyName} ? {1 << bit.index} : 0)"),
        ];
        return terms.Length == 0 ? "default" : $"(byte)({string.Join(" | ", terms)})";
    }
}
