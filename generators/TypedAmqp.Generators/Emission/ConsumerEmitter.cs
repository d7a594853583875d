using System.Globalization;
using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// The <c>IConsumer</c> of a queue: a method for each contract that can arrive, and the dispatch to it. That the compiler says which one is
/// missing (CS0535) is the point, so that queue and contract are in the member's name and the way there in its documentation.
/// </summary>
internal static class ConsumerEmitter
{
    public static string Emit(ConsumerModel consumer, JsonContexts contexts)
    {
        EquatableArray<ArrivalModel> arrivals = consumer.Arrivals;
        SourceWriter writer = SourceFile.Begin(consumer.Type.Namespace).OpenPart(consumer.Type, "");
        IReadOnlyList<string> fields = Fields(arrivals);
        string queueType = consumer.Type.FullName;
        string name = consumer.Queue.Length == 0 ? "a queue that the broker names" : $"the queue {Literals.XmlCode(consumer.Queue)}";
        writer.Write($"/// <summary>Handles what arrives in {name}: one method for each contract that can.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        string accessibility = SourceFile.Accessibility(consumer.Handled.Select(static arrival => arrival.Message));
        writer.Open($"{accessibility} interface IConsumer : {SourceFile.Runtime}IConsumer<{queueType}>");
        for (int index = 0; index < arrivals.Count; index++)
        {
            if (consumer.Ignores(arrivals[index]))
            {
                continue;
            }

            writer.Write($"internal static readonly {Contracts.TypeOf(arrivals[index].Message)} {fields[index]} =").Indent();
            writer.Write($"{Contracts.Create(arrivals[index].Message, contexts)};").Outdent().Blank();
        }

        if (arrivals.Count > 1)
        {
            WriteKeys(writer, arrivals);
        }

        foreach (ArrivalModel arrival in consumer.Handled)
        {
            WriteHandler(writer, arrival);
        }

        WriteDispatch(writer, queueType, consumer, fields);
        if (consumer.OrderBy.Count > 0)
        {
            WriteOrder(writer, consumer, fields);
        }

        writer.Close().Blank();
        BatchConsumerEmitter.Write(writer, consumer, accessibility, name, fields);
        if (consumer.OrderBy.Count > 0)
        {
            writer.Blank().Write("/// <inheritdoc/>").Write(SourceFile.GeneratedCode);
            writer.Write($"static {SourceFile.Runtime}OrderKeyReader? {SourceFile.Runtime}IQueue.OrderKey {{ get; }} = IConsumer.OrderOf;");
        }

        return writer.ClosePart(consumer.Type).ToString();
    }

    private static IReadOnlyList<string> Fields(EquatableArray<ArrivalModel> arrivals)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        return [.. arrivals.Select(arrival => Identifiers.Unique(Identifiers.Pascal(arrival.Message.Name, "Message") + "Contract", taken))];
    }

    private static void WriteKeys(SourceWriter writer, EquatableArray<ArrivalModel> arrivals)
    {
        writer.Write("// Without a type the contract follows from the routing key, where only one can have that key.");
        writer.Write($"private static readonly {SourceFile.Generated}KeyTemplate[][] Keys =").Write("[").Indent();
        foreach (ArrivalModel arrival in arrivals)
        {
            writer.Write($"[{string.Join(", ", arrival.Keys.Select(static key => $"new({RoutingKeyEmitter.Pattern(key)})"))}],");
        }

        writer.Outdent().Write("];").Blank();
    }

    private static void WriteHandler(SourceWriter writer, ArrivalModel arrival)
    {
        WriteSummary(writer, arrival, $"{Literals.XmlReference(arrival.Message.TypeName, arrival.Message.Name)}. It comes by");
        writer.Write("/// <param name=\"message\">The message.</param>");
        writer.Write("/// <param name=\"delivery\">Its delivery: what settles it, where the subscription leaves that to the handler.</param>");
        writer.Write("/// <param name=\"cancellationToken\">Asks to give up: the subscription is being stopped.</param>");
        string parameters =
            $"{arrival.Message.TypeName} message, {SourceFile.Runtime}Delivery delivery, {SourceFile.CancellationToken} cancellationToken";
        writer.Write($"{SourceFile.ValueTask} HandleAsync({parameters});");
        writer.Blank();
    }

    /// <summary>What a method handles, and by which routes it comes.</summary>
    internal static void WriteSummary(SourceWriter writer, ArrivalModel arrival, string handles)
    {
        writer.Write("/// <summary>");
        writer.Write($"/// Handles {handles}");
        for (int index = 0; index < arrival.Routes.Count; index++)
        {
            writer.Write($"/// {Literals.XmlCode(arrival.Routes[index])}{(index + 1 < arrival.Routes.Count ? " and" : ".")}");
        }

        writer.Write("/// </summary>");
    }

    private static void WriteDispatch(SourceWriter writer, string queueType, ConsumerModel consumer, IReadOnlyList<string> fields)
    {
        EquatableArray<ArrivalModel> arrivals = consumer.Arrivals;
        writer.Write("/// <inheritdoc/>");
        string parameters = $"{SourceFile.Runtime}ReceivedMessage message, {SourceFile.CancellationToken} cancellationToken";
        writer.Write($"{SourceFile.ValueTask} {SourceFile.Runtime}IConsumer<{queueType}>.ReceiveAsync({parameters}) =>");
        writer.Indent();
        if (arrivals.Count == 0)
        {
            writer.Write($"throw {SourceFile.Generated}Arrival.Undecodable(in message);").Outdent();
            return;
        }

        writer.Write("Contract(in message) switch").Write("{").Indent();
        for (int index = 0; index < arrivals.Count; index++)
        {
            writer.Write(consumer.Ignores(arrivals[index])
                ? $"{Number(index)} => {SourceFile.Generated}Arrival.IgnoreAsync(message.Delivery), // {arrivals[index].Message.Name}"
                : $"{Number(index)} => HandleAsync({fields[index]}.Read(in message), message.Delivery, cancellationToken),");
        }

        writer.Write($"_ => throw {SourceFile.Generated}Arrival.Undecodable(in message),").Outdent().Write("};").Outdent().Blank();
        WriteContract(writer, arrivals);
    }

    /// <summary>What a delivery is kept in order with: a property of its contract, which is read for that before it is handled.</summary>
    private static void WriteOrder(SourceWriter writer, ConsumerModel consumer, IReadOnlyList<string> fields)
    {
        writer.Blank();
        string parameter = $"ref {SourceFile.Runtime}ReceivedMessage message";
        if (consumer.Arrivals.Count == 0)
        {
            writer.Write($"internal static int OrderOf({parameter}) => 0;");
            return;
        }

        writer.Write($"internal static int OrderOf({parameter}) =>").Indent().Write("Contract(in message) switch").Write("{").Indent();
        for (int index = 0; index < consumer.Arrivals.Count; index++)
        {
            MessageModel contract = consumer.Arrivals[index].Message;
            if (!consumer.Ignores(consumer.Arrivals[index]) && consumer.OrderBy.FirstOrDefault(contract.Properties.Contains) is string property)
            {
                string value = $"{fields[index]}.ReadAhead(ref message).{Identifiers.Escape(property)}";
                writer.Write($"{Number(index)} => {SourceFile.Generated}Arrival.OrderKey({value}),");
            }
        }

        writer.Write("_ => 0,").Outdent().Write("};").Outdent();
    }

    /// <summary>Which contract a delivery is, by its type's octets: first their number, then they themselves.</summary>
    private static void WriteContract(SourceWriter writer, EquatableArray<ArrivalModel> arrivals)
    {
        // The only contract, without a name: whatever arrives is that.
        bool takesAll = arrivals.Count == 1 && arrivals[0].Message.WireName is null;
        if (takesAll)
        {
            writer.Write($"internal static int Contract(in {SourceFile.Runtime}ReceivedMessage message) => 0;");
            return;
        }

        writer.Open($"internal static int Contract(in {SourceFile.Runtime}ReceivedMessage message)");
        writer.Write($"global::System.ReadOnlySpan<byte> type = {SourceFile.Generated}Arrival.TypeOf(in message);");
        writer.Write("return type.Length switch").Write("{").Indent();
        writer.Write(arrivals.Count == 1 ? "0 => 0," : $"0 => {SourceFile.Generated}Arrival.OnlyMatch(Keys, in message),");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int index = 0; index < arrivals.Count; index++)
        {
            if (arrivals[index].Message.WireName is { Length: > 0 } name && seen.Add(name))
            {
                string octets = Number(Encoding.UTF8.GetByteCount(name));
                writer.Write($"{octets} when {SourceFile.SequenceEqual}(type, {Literals.Utf8(name)}) => {Number(index)},");
            }
        }

        writer.Write("_ => -1,").Outdent().Write("};").Close();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
