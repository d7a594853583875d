using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The methods of a handler for what it ignores.</summary>
internal static class IgnoringEmitter
{
    /// <param name="handler">The handler.</param>
    /// <param name="consumers">The consumers of this assembly's queues.</param>
    /// <returns>Its other part; null when nothing of what it ignores arrives.</returns>
    public static string? Emit(HandlerModel handler, IEnumerable<ConsumerModel> consumers)
    {
        (HandledQueueModel Queue, string Contract)[] ignored =
        [
            .. from queue in handler.Queues
               let contracts = queue.IsReferenced
                   ? queue.Contracts
                   : Handled(consumers.FirstOrDefault(consumer => consumer.Type.FullName == queue.Type))
               from contract in handler.Ignored
               where contracts.Contains(contract)
               select (queue, contract),
        ];
        if (ignored.Length == 0)
        {
            return null;
        }

        SourceWriter writer = SourceFile.Begin(handler.Type.Namespace).OpenPart(handler.Type, "");
        foreach ((HandledQueueModel queue, string contract) in ignored)
        {
            (string consumer, string parameters, string deliveries) = queue.InBatches
                ? (GeneratedNames.BatchConsumer, $"{SourceFile.Runtime}MessageBatch<{contract}> messages", "messages.Deliveries")
                : (GeneratedNames.Consumer, $"{contract} message, {SourceFile.Runtime}Delivery delivery", "delivery");
            writer.Write("/// <summary>Ignored: it is acknowledged and dropped.</summary>");
            writer.Write(SourceFile.GeneratedCode);
            writer.Write(
                $"{SourceFile.ValueTask} {queue.Type}.{consumer}.HandleAsync({parameters}, {SourceFile.CancellationToken} cancellationToken) =>")
                .Indent();
            writer.Write($"{SourceFile.Generated}Arrival.IgnoreAsync({deliveries});").Outdent().Blank();
        }

        return writer.ClosePart(handler.Type).ToString();
    }

    private static EquatableArray<string> Handled(ConsumerModel? consumer) =>
        consumer is null ? default : consumer.Handled.Select(static arrival => arrival.Message.TypeName).ToEquatableArray();
}
