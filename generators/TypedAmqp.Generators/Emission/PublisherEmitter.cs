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
        string manner = route.Key.Text.Length == 0 ? "" : $" under the key {Literals.XmlCode(route.Key.Text)}";
        PublishMethods methods = new(writer, route.Message, names.Suffix);
        methods.WriteOne(manner, (head, send) => writer.Write(head).Indent().Write($"{send}({names.Route}, message, cancellationToken);").Outdent());
        methods.WriteMany(manner, exchange: "", names.Route);
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
