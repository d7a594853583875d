using System.Globalization;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Protocol.Generators.Model;

namespace TypedAmqp.Protocol.Generators.Parsing;

/// <summary>Reads Methods.amqp, line by line; its head describes the lines.</summary>
internal sealed class MethodTableParser
{
    private readonly string _path;
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedArguments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private readonly List<(TextLine Line, MethodRow Row)> _methods = [];
    private readonly List<TableError> _errors = [];
    private KeyValuePair<string, int>? _class;

    private MethodTableParser(string path) => _path = path;

    /// <summary>Reads a table; what cannot be read is among its errors.</summary>
    public static MethodTable Parse(string path, SourceText text)
    {
        MethodTableParser parser = new(path);

        // What an argument means stands below the methods, like footnotes, so it is read first.
        parser.ReadLines(text, "argument", parser.ReadArgument);
        parser.ReadLines(text, null, parser.ReadLine);
        parser.CheckReplies();
        parser.CheckFootnotes(text);
        return new MethodTable(
            new EquatableArray<MethodRow>([.. parser._methods.Select(static method => method.Row)]),
            new EquatableArray<TableError>([.. parser._errors.OrderBy(static error => error.Span.Start)]));
    }

    private void ReadLines(SourceText text, string? keyword, Action<TextLine, string[]> read)
    {
        foreach (TextLine line in text.Lines)
        {
            string content = line.ToString().Trim();
            bool isArgument = content.StartsWith("argument ", StringComparison.Ordinal);
            if (content.Length == 0 || content[0] == '#' || isArgument != (keyword == "argument"))
            {
                continue;
            }

            try
            {
                read(line, [.. content.Split('|').Select(static column => column.Trim())]);
            }
            catch (TableSyntaxException exception)
            {
                Report(line, exception.Message);
            }
        }
    }

    private void ReadLine(TextLine line, string[] columns)
    {
        string[] head = Words(columns[0]);
        switch (head[0])
        {
            case "class":
                ReadClass(head, columns);
                break;
            case "method":
                ReadMethod(line, head, columns);
                break;
            default:
                throw new TableSyntaxException($"'{head[0]}' is none of class, method, argument");
        }
    }

    private void ReadArgument(TextLine line, string[] columns)
    {
        string[] head = Words(columns[0]);
        Expect(columns.Length == 2 && head.Length == 2, "an argument line is 'argument name | what it means'");
        Expect(WireName.IsValid(head[1]), $"'{head[1]}' is no name of the specification");
        Expect(columns[1].Length > 0, $"argument '{head[1]}' does not say what it means");
        Expect(!_meanings.ContainsKey(head[1]), $"argument '{head[1]}' is described twice");
        _meanings.Add(head[1], columns[1]);
    }

    private void ReadClass(string[] head, string[] columns)
    {
        // Until the line turns out right, the methods below it belong to no class.
        _class = null;
        Expect(columns.Length == 2 && head.Length == 3, "a class line is 'class name id | what it is about'");
        Expect(WireName.IsValid(head[1]), $"'{head[1]}' is no name of the specification");
        int id = Number(head[2]);
        Expect(!_classes.ContainsKey(head[1]) && !_classes.ContainsValue(id), $"class '{head[1]}' or id {id} is there twice");
        _classes.Add(head[1], id);
        _class = new(head[1], id);
    }

    private void ReadMethod(TextLine line, string[] head, string[] columns)
    {
        Expect(
            columns.Length == 6 && head.Length == 3,
            "a method line is 'method name id | sent by | answered by | content | arguments | what it does'");
        Expect(_class is not null, $"method '{head[1]}' stands below no class");
        Expect(WireName.IsValid(head[1]), $"'{head[1]}' is no name of the specification");
        Expect(columns[5].Length > 0, $"method '{head[1]}' does not say what it does");
        KeyValuePair<string, int> owner = _class!.Value;
        MethodRow row = new(
            owner.Key,
            owner.Value,
            head[1],
            Number(head[2]),
            ReadSender(columns[1]),
            new EquatableArray<string>(columns[2] == "-" ? [] : Words(columns[2])),
            ReadContent(columns[3]),
            new EquatableArray<Argument>(ReadArguments(columns[4])),
            columns[5]);
        Expect(
            !_methods.Any(other => other.Row.ClassId == row.ClassId && (other.Row.Number == row.Number || other.Row.Name == row.Name)),
            $"method '{row.FullName}' or id {row.Number} is there twice");
        _methods.Add((line, row));
    }

    private static Sender ReadSender(string text) => text switch
    {
        "client" => Sender.Client,
        "server" => Sender.Server,
        "both" => Sender.Both,
        _ => throw new TableSyntaxException($"'{text}' is none of client, server, both"),
    };

    private static bool ReadContent(string text) => text switch
    {
        "content" => true,
        "-" => false,
        _ => throw new TableSyntaxException($"'{text}' is neither content nor -"),
    };

    private Argument[] ReadArguments(string text)
    {
        Argument[] arguments = text.Length == 0 ? [] : [.. text.Split(',').Select(ReadArgumentOfMethod)];
        Expect(
            arguments.Select(static argument => argument.Name).Distinct(StringComparer.Ordinal).Count() == arguments.Length,
            "an argument is there twice");
        return arguments;
    }

    private Argument ReadArgumentOfMethod(string text)
    {
        string[] words = Words(text);
        Expect(words.Length == 2, $"'{text.Trim()}' is not 'type name'");
        Expect(WireName.IsValid(words[1]), $"'{words[1]}' is no name of the specification");
        Argument argument = new(ReadType(words[0]), words[1], _meanings.TryGetValue(words[1], out string? meaning) ? meaning : "");
        Expect(argument.IsReserved || meaning is not null, $"no argument line says what '{words[1]}' means");
        _usedArguments.Add(words[1]);
        return argument;
    }

    private static WireType ReadType(string text) => text switch
    {
        "bit" => WireType.Bit,
        "octet" => WireType.Octet,
        "short" => WireType.Short,
        "long" => WireType.Long,
        "longlong" => WireType.LongLong,
        "shortstr" => WireType.ShortString,
        "longstr" => WireType.LongString,
        "table" => WireType.Table,
        "reply-code" => WireType.ReplyCode,
        _ => throw new TableSyntaxException($"'{text}' is no type of the specification"),
    };

    private void CheckReplies()
    {
        foreach ((TextLine line, MethodRow row) in _methods)
        {
            foreach (string reply in row.Replies.Where(reply => !_methods.Any(m => m.Row.ClassId == row.ClassId && m.Row.Name == reply)))
            {
                Report(line, $"'{row.FullName}' is answered by '{reply}', which is no method of its class");
            }
        }
    }

    private void CheckFootnotes(SourceText text) =>
        ReadLines(text, "argument", (_, columns) =>
        {
            string name = Words(columns[0])[1];
            Expect(_errors.Count > 0 || _usedArguments.Contains(name), $"no method has an argument '{name}'");
        });

    private static string[] Words(string text) => text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
        ? words
        : throw new TableSyntaxException("a column is empty");

    private static int Number(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0
            ? number
            : throw new TableSyntaxException($"'{text}' is no id between 1 and 65535");

    private static void Expect(bool condition, string reason)
    {
        if (!condition)
        {
            throw new TableSyntaxException(reason);
        }
    }

    private void Report(TextLine line, string reason) =>
        _errors.Add(new TableError(
            _path,
            line.Span,
            new LinePositionSpan(new LinePosition(line.LineNumber, 0), new LinePosition(line.LineNumber, line.Span.Length)),
            reason));
}
