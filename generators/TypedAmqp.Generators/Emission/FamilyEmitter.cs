using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// The methods that publish a type as the contract that the message is: those which derive from the type, and what each one's route is.
/// </summary>
internal static class FamilyEmitter
{
    private const string Token = SourceFile.CancellationToken + " cancellationToken = default";
    private const string Result = SourceFile.Runtime + "PublishResult";

    public static void Write(
        SourceWriter writer, string exchange, EquatableArray<FamilyModel> families, EquatableArray<RouteModel> routes,
        IReadOnlyList<RouteNames> names)
    {
        HashSet<string> first = new(StringComparer.Ordinal);
        HashSet<string> suffixes = new(StringComparer.Ordinal);
        foreach (FamilyModel family in families)
        {
            string suffix = first.Add(family.Base.TypeName) ? "" : "As" + Identifiers.Unique(Identifiers.Pascal(family.Key, "EmptyKey"), suffixes);
            (RouteModel Route, string Name)[] members = [.. family.Members.Select(member => (member, Name(member)))];
            WriteMethods(writer, exchange, family, suffix, members);
        }

        string Name(RouteModel member)
        {
            int index = Enumerable.Range(0, routes.Count)
                .First(index => routes[index].Message.TypeName == member.Message.TypeName && routes[index].Key.Text == member.Key.Text);
            return names[index].Route;
        }
    }

    private static void WriteMethods(
        SourceWriter writer, string exchange, FamilyModel family, string suffix, (RouteModel Route, string Name)[] members)
    {
        string type = family.Base.TypeName;
        string message = Literals.XmlReference(type, family.Base.Name);
        string accessibility = SourceFile.Accessibility(family.Base);
        string many = $"global::System.Collections.Generic.IEnumerable<{type}>";

        Document(
            $"Publishes {message} as the contract that it is, and returns when the broker confirmed it.", "message", "The message.", throws: true);
        WriteSwitch($"{accessibility} {SourceFile.ValueTask} Publish{suffix}Async({type} message, {Token}) => message switch", "SendAsync");
        Document($"Publishes {message} as the contract that it is, and says what became of it.", "message", "The message.", throws: false);
        WriteSwitch(
            $"{accessibility} {SourceFile.ValueTask}<{Result}> TryPublish{suffix}Async({type} message, {Token}) => message switch", "TrySendAsync");

        string manyOf = $"Publishes many {message}, each as the contract that it is, without waiting in between";
        Document($"{manyOf}, and returns when all are confirmed.", "messages", "The messages.", throws: true);
        writer.Write($"{accessibility} {SourceFile.Task} Publish{suffix}Async({many} messages, {Token}) =>");
        writer.Indent()
            .Write(
                $"SendAllAsync({Literals.Quoted(exchange)}, message => TryPublish{suffix}Async(message, cancellationToken), messages, cancellationToken);")
            .Outdent();
        Document($"{manyOf}, and says what became of each.", "messages", "The messages.", throws: false);
        writer.Write($"{accessibility} {SourceFile.Task}<{Result}[]> TryPublish{suffix}Async({many} messages, {Token}) =>");
        writer.Indent()
            .Write($"TrySendAllAsync(message => TryPublish{suffix}Async(message, cancellationToken), messages, cancellationToken);")
            .Outdent();

        void Document(string summary, string parameter, string description, bool throws) =>
            PublisherEmitter.WriteDocumentation(writer, summary, parameter, description, throws);

        void WriteSwitch(string head, string send)
        {
            writer.Write(head).Write("{").Indent();
            foreach ((RouteModel route, string name) in members)
            {
                writer.Write($"{route.Message.TypeName} it => {send}({name}, it, cancellationToken),");
            }

            writer.Write("_ => throw NotDeclared(message),").Close("};");
        }
    }
}
