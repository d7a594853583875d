using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>What makes a class a queue: its descriptor, the bindings chosen while running, and its publisher where it can be sent to.</summary>
internal static class QueueEmitter
{
    public static string Emit(QueueModel queue)
    {
        SourceWriter writer = SourceFile.Begin(queue.Type.Namespace).OpenPart(queue.Type, $" : {SourceFile.Runtime}IQueue");
        writer.Write($"/// <summary>{Title(queue)} as it is declared on the broker.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        string descriptor = Descriptors.Queue(queue, ServerNamedBindings(queue));
        writer.Write($"public static {SourceFile.Runtime}QueueDescriptor Descriptor {{ get; }} = new{descriptor};");
        BindingModel[] atRunTime = [.. queue.Bindings.Where(static binding => binding.AtRunTime)];
        foreach (BindingModel binding in atRunTime)
        {
            WriteBind(writer, queue, binding, alone: atRunTime.Length == 1);
        }

        return writer.ClosePart(queue.Type).ToString();
    }

    public static string EmitPublisher(QueueModel queue, JsonContexts contexts)
    {
        KeyTemplate key = KeyTemplate.Literal(queue.Name);
        EquatableArray<RouteModel> routes = queue.Sends
            .Select(send => new RouteModel(send.Message, key, send.Options))
            .ToEquatableArray();
        EquatableArray<FamilyModel> families = queue.Families.Select(family => family with
        {
            Key = key.Text,
            Members = family.Members.Select(member => member with { Key = key }).ToEquatableArray(),
        }).ToEquatableArray();
        return PublisherEmitter.Emit(queue.Type, "", $"the queue {Literals.XmlCode(queue.Name)}", routes, contexts, families);
    }

    /// <summary>The queue in the sentences of documentation.</summary>
    public static string Title(QueueModel queue) =>
        queue.Name.Length == 0 ? "The queue, named by the broker," : $"The queue {Literals.XmlCode(queue.Name)}";

    // Those of other queues are declared once, with the topology.
    private static IEnumerable<string> ServerNamedBindings(QueueModel queue) => queue.Name.Length > 0
        ? []
        : queue.Bindings.SelectMany(binding => ExchangeName(queue, binding) is string source
            ? Descriptors.Bindings(binding, source, "", toExchange: false)
            : []);

    private static void WriteBind(SourceWriter writer, QueueModel queue, BindingModel binding, bool alone)
    {
        ExchangeModel? exchange = queue.Exchanges.FirstOrDefault(exchange => exchange.Type.FullName == binding.Exchange);
        if (exchange is null)
        {
            return;
        }

        string method = alone ? "Bind" : "BindTo" + exchange.Type.Name.TrimStart('@');
        string result = $"{SourceFile.Runtime}QueueBinding<{queue.Type.FullName}>";
        string optional = exchange.Kind is ExchangeKind.Fanout or ExchangeKind.Headers ? " = \"\"" : "";
        writer.Blank();
        string wildcards = exchange.Kind == ExchangeKind.Topic ? "; <c>*</c> is one word, <c>#</c> any number" : "";
        string name = Literals.XmlCode(exchange.Name);
        writer.Write($"/// <summary>A binding to the exchange {name}, for a subscription to start with or to add.</summary>");
        writer.Write($"/// <param name=\"routingKey\">The binding key{wildcards}.</param>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Write($"public static {result} {method}(string routingKey{optional}) => new({Literals.Quoted(exchange.Name)}, routingKey);");
    }

    private static string? ExchangeName(QueueModel queue, BindingModel binding) =>
        queue.Exchanges.FirstOrDefault(exchange => exchange.Type.FullName == binding.Exchange)?.Name;
}
