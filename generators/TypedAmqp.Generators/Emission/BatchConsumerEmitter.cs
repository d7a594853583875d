using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The <c>IBatchConsumer</c> of a queue: a method for the messages of each contract that can arrive, and the dealing out to them.</summary>
internal static class BatchConsumerEmitter
{
    /// <param name="writer">Where to, within the queue's class.</param>
    /// <param name="consumer">The consumer.</param>
    /// <param name="accessibility">That of the interface.</param>
    /// <param name="name">The queue, for documentation.</param>
    /// <param name="fields">The contracts, as the queue's <c>IConsumer</c> has them.</param>
    public static void Write(SourceWriter writer, ConsumerModel consumer, string accessibility, string name, IReadOnlyList<string> fields)
    {
        string batch = $"{SourceFile.Runtime}IBatchConsumer<{consumer.Type.FullName}>";
        writer.Write($"/// <summary>Handles what arrives in {name}, many messages at a time: one method for each contract that can.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"{accessibility} interface IBatchConsumer : {batch}");
        foreach (ArrivalModel arrival in consumer.Handled)
        {
            ConsumerEmitter.WriteSummary(
                writer, arrival, $"many {Literals.XmlReference(arrival.Message.TypeName, arrival.Message.Name)}. They come by");
            writer.Write(
                "/// <param name=\"messages\">The messages. Throwing says that none of them was handled, their <c>Fail</c> that a single one was not.</param>");
            writer.Write("/// <param name=\"cancellationToken\">Asks to give up: the subscription is being stopped.</param>");
            string parameters =
                $"{SourceFile.Runtime}MessageBatch<{arrival.Message.TypeName}> messages, {SourceFile.CancellationToken} cancellationToken";
            writer.Write($"{SourceFile.ValueTask} HandleAsync({parameters});").Blank();
        }

        string contract = consumer.Arrivals.Count == 0 ? $"static (in {SourceFile.Runtime}ReceivedMessage _) => -1" : "IConsumer.Contract";
        writer.Write("/// <inheritdoc/>");
        writer.Write(
            $"{SourceFile.ValueTask} {batch}.ReceiveAsync({SourceFile.Runtime}ReceivedBatch batch, {SourceFile.CancellationToken} cancellationToken) =>")
            .Indent();
        writer.Write($"new {SourceFile.Generated}BatchArrival(batch, {contract}, cancellationToken)").Indent();
        for (int index = 0; index < consumer.Arrivals.Count; index++)
        {
            writer.Write(consumer.Ignores(consumer.Arrivals[index])
                ? $".WithIgnored() // {consumer.Arrivals[index].Message.Name}"
                : $".With(IConsumer.{fields[index]}, HandleAsync)");
        }

        writer.Write(".HandleAsync();").Outdent().Outdent().Close();
    }
}
