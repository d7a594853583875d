using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// The methods that publish a type as the contract that the message is: those which derive from the type, and what each one's route is.
/// </summary>
internal static class FamilyEmitter
{
    public static void Write(
        SourceWriter writer,
        string exchange,
        EquatableArray<FamilyModel> families,
        EquatableArray<RouteModel> routes,
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
        PublishMethods methods = new(writer, family.Base, suffix);
        methods.WriteOne(" as the contract that it is", WriteSwitch);
        string route = $"(message, token) => TryPublish{suffix}Async(message, token)";
        methods.WriteMany(", each as the contract that it is,", Literals.Quoted(exchange) + ", ", route);

        void WriteSwitch(string head, string send)
        {
            writer.Write($"{head} message switch").Write("{").Indent();
            foreach ((RouteModel route, string name) in members)
            {
                writer.Write($"{route.Message.TypeName} it => {send}({name}, it, cancellationToken),");
            }

            writer.Write("_ => throw NotDeclared(message),").Close("};");
        }
    }
}
