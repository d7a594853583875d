using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// The publisher of an exchange, or of a queue that can be sent to: a nested class <c>Publisher</c> with methods for each contract, and the
/// extension method that leads to it.
/// </summary>
internal static class PublisherEmitter
{
    /// <param name="type">The declaring type.</param>
    /// <param name="exchange">The exchange's name; empty for the default exchange.</param>
    /// <param name="target">What it publishes to, in XML: <c>the exchange &lt;c>orders&lt;/c></c>.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="contexts">What reads and writes contracts as JSON.</param>
    /// <param name="families">The types that are published as any of the contracts which derive from them.</param>
    public static string Emit(
        TypeModel type,
        string exchange,
        string target,
        EquatableArray<RouteModel> routes,
        JsonContexts contexts,
        EquatableArray<FamilyModel> families = default)
    {
        SourceWriter writer = SourceFile.Begin(type.Namespace).OpenPart(type, "");
        IReadOnlyList<RouteNames> names = RouteNames.Of(routes);
        writer.Write($"/// <summary>Publishes to {target}: what is declared there, and nothing else.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"public sealed class Publisher : {SourceFile.Generated}Publisher");
        for (int index = 0; index < routes.Count; index++)
        {
            WriteRoute(writer, exchange, routes[index], names[index], contexts);
        }

        writer.Write($"internal Publisher({SourceFile.Runtime}AmqpBus bus)").Indent().Write(": base(bus)").Outdent().Write("{").Write("}");
        for (int index = 0; index < routes.Count; index++)
        {
            // The base of a family is published as what it is.
            if (!families.Any(family => family.Base.TypeName == routes[index].Message.TypeName && family.Key == routes[index].Key.Text))
            {
                WriteMethods(writer, routes[index], names[index]);
            }
        }

        FamilyEmitter.Write(writer, exchange, families, routes, names);

        for (int index = 0; index < routes.Count; index++)
        {
            if (routes[index].Key.Constant is null)
            {
                RoutingKeyEmitter.WriteMethod(writer, names[index].WriteKey, routes[index]);
            }

            if (routes[index].Message.Headers.Count > 0 && names[index].Stem == names[index].Contract)
            {
                HeaderEmitter.WriteMethod(writer, names[index].WriteHeaders, routes[index].Message);
            }
        }

        writer.Close().ClosePart(type);
        WriteExtension(writer, type, target);
        return writer.ToString();
    }

    private static void WriteRoute(SourceWriter writer, string exchange, RouteModel route, RouteNames names, JsonContexts contexts)
    {
        writer.Write($"// {PublishFrames.Describe(route)}");
        writer.Write($"private static readonly {SourceFile.Generated}Route<{route.Message.TypeName}> {names.Route} = new(").Indent();
        writer.Write(Contracts.Create(route.Message, contexts) + ",");
        writer.Write("[").Indent();
        foreach (string line in PublishFrames.Lines(exchange, route))
        {
            writer.Write(line);
        }

        string?[] slots =
        [
            route.Key.Constant is null ? names.WriteKey : null,
            route.Message.Headers.Count == 0 ? null : (route.Key.Constant is null ? "" : "writeHeaders: ") + names.WriteHeaders,
            route.Key.Constant is null ? "key: " + Literals.Quoted(route.Key.Text) : null,
        ];
        writer.Outdent()
            .Write(string.Join(",\n", slots.OfType<string>().Prepend("]")) + $"){(route.Options.Confirm ? "" : " { Confirms = false }")};")
            .Outdent()
            .Blank();
    }

    private static void WriteMethods(SourceWriter writer, RouteModel route, RouteNames names)
    {
        string message = Literals.XmlReference(route.Message.TypeName, route.Message.Name);
        string key = route.Key.Text.Length == 0 ? "" : $" under the key {Literals.XmlCode(route.Key.Text)}";
        string accessibility = SourceFile.Accessibility(route.Message);
        string type = route.Message.TypeName;
        string many = $"global::System.Collections.Generic.IEnumerable<{type}>";
        const string token = SourceFile.CancellationToken + " cancellationToken = default";
        const string results = SourceFile.Runtime + "PublishResult";

        WriteDocumentation(writer, $"Publishes {message}{key}, and returns when the broker confirmed it.", "message", "The message.", throws: true);
        writer.Write($"{accessibility} {SourceFile.ValueTask} Publish{names.Suffix}Async({type} message, {token}) =>");
        writer.Indent().Write($"SendAsync({names.Route}, message, cancellationToken);").Outdent();

        WriteDocumentation(writer, $"Publishes {message}{key}, and says what became of it.", "message", "The message.", throws: false);
        writer.Write($"{accessibility} {SourceFile.ValueTask}<{results}> TryPublish{names.Suffix}Async({type} message, {token}) =>");
        writer.Indent().Write($"TrySendAsync({names.Route}, message, cancellationToken);").Outdent();

        string manyOf = $"Publishes many {message}{key} without waiting in between";
        WriteDocumentation(writer, $"{manyOf}, and returns when all are confirmed.", "messages", "The messages.", throws: true);
        writer.Write($"{accessibility} {SourceFile.Task} Publish{names.Suffix}Async({many} messages, {token}) =>");
        writer.Indent().Write($"SendAllAsync({names.Route}, messages, cancellationToken);").Outdent();

        WriteDocumentation(writer, $"{manyOf}, and says what became of each.", "messages", "The messages.", throws: false);
        writer.Write($"{accessibility} {SourceFile.Task}<{results}[]> TryPublish{names.Suffix}Async({many} messages, {token}) =>");
        writer.Indent().Write($"TrySendAllAsync({names.Route}, messages, cancellationToken);").Outdent();
    }

    /// <summary>Documents a method that publishes.</summary>
    public static void WriteDocumentation(SourceWriter writer, string summary, string parameter, string description, bool throws)
    {
        writer.Blank();
        writer.Write($"/// <summary>{summary}</summary>");
        writer.Write($"/// <param name=\"{parameter}\">{description}</param>");
        writer.Write("/// <param name=\"cancellationToken\">Ends the wait, not the publish.</param>");
        if (throws)
        {
            const string exception = SourceFile.Runtime + "PublishException";
            writer.Write($"/// <exception cref=\"{exception}\">It was returned as unroutable, rejected, or not confirmed in time.</exception>");
        }
    }

    private static void WriteExtension(SourceWriter writer, TypeModel type, string target)
    {
        if (type.Accessibility == "private")
        {
            return;
        }

        writer.Blank();
        writer.Write($"/// <summary>Leads from a bus to {target}.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"{type.Accessibility} static class {GeneratedNames.Extensions(type.Name)}");
        writer.Write($"/// <summary>What publishes to {target}.</summary>");
        writer.Write("/// <param name=\"bus\">The bus.</param>");
        writer.Write($"public static {type.FullName}.Publisher {type.Name}(this {SourceFile.Runtime}AmqpBus bus) =>");
        writer.Indent().Write($"{SourceFile.Generated}BusPart.Get(bus, static bus => new {type.FullName}.Publisher(bus));").Outdent();
        writer.Close();
    }
}
