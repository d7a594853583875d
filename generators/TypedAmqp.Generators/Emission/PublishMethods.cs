using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The methods that publish a contract: one message, a batch, or a sequence as it comes; each as an exception or as an outcome.</summary>
/// <param name="writer">Where they are written to.</param>
/// <param name="message">What is published.</param>
/// <param name="suffix">What their names have between <c>Publish</c> and <c>Async</c>.</param>
internal sealed class PublishMethods(SourceWriter writer, MessageModel message, string suffix)
{
    private const string Result = SourceFile.Runtime + "PublishResult";
    private const string Token = SourceFile.CancellationToken;
    private const string Enumerable = "global::System.Collections.Generic.IEnumerable";
    private const string AsyncEnumerable = "global::System.Collections.Generic.IAsyncEnumerable";

    private readonly string _message = Literals.XmlReference(message.TypeName, message.Name);

    /// <summary>Writes the two that publish one message.</summary>
    /// <param name="manner">What their documentation says of how it is published, in XML.</param>
    /// <param name="writeBody">Writes a method, from its head and the method of the base class that sends.</param>
    public void WriteOne(string manner, Action<string, string> writeBody)
    {
        Document($"Publishes {_message}{manner}, and returns when the broker confirmed it.", "message", "The message.", throws: true);
        writeBody(Head(SourceFile.ValueTask, "Publish", message.TypeName, "message"), "SendAsync");
        Document($"Publishes {_message}{manner}, and says what became of it.", "message", "The message.", throws: false);
        writeBody(Head($"{SourceFile.ValueTask}<{Result}>", "TryPublish", message.TypeName, "message"), "TrySendAsync");
    }

    /// <summary>Writes the four that publish many.</summary>
    /// <param name="manner">What their documentation says of how each is published, in XML.</param>
    /// <param name="exchange">The first argument of those that throw, with a comma; or nothing.</param>
    /// <param name="route">What says how each message is sent.</param>
    public void WriteMany(string manner, string exchange, string route)
    {
        string send = $"SendAllAsync({exchange}{route}";
        string trySend = $"TrySendAllAsync({route}";
        string many = $"Publishes many {_message}{manner} without waiting in between";
        WriteMethod($"{many}, and returns when all are confirmed.", SourceFile.Task, Enumerable, "Publish", send);
        WriteMethod($"{many}, and says what became of each.", $"{SourceFile.Task}<{Result}[]>", Enumerable, "TryPublish", trySend);
        many = $"Publishes many {_message}{manner} as they come";
        WriteMethod($"{many}, and returns when all are confirmed; the first that is not ends it.", SourceFile.Task, AsyncEnumerable, "Publish", send);
        WriteMethod($"{many}, while what became of each is enumerated.", $"{AsyncEnumerable}<{Result}>", AsyncEnumerable, "TryPublish", trySend);
    }

    private void WriteMethod(string summary, string result, string sequence, string verb, string call)
    {
        Document(summary, "messages", "The messages.", throws: verb == "Publish");
        writer.Write(Head(result, verb, $"{sequence}<{message.TypeName}>", "messages"));
        writer.Indent().Write($"{call}, messages, cancellationToken);").Outdent();
    }

    private string Head(string result, string verb, string type, string parameter) =>
        $"{SourceFile.Accessibility(message)} {result} {verb}{suffix}Async({type} {parameter}, {Token} cancellationToken = default) =>";

    private void Document(string summary, string parameter, string description, bool throws)
    {
        writer.Blank();
        writer.Write($"/// <summary>{summary}</summary>");
        writer.Write($"/// <param name=\"{parameter}\">{description}</param>");
        writer.Write("/// <param name=\"cancellationToken\">Ends the wait, not the publish.</param>");
        if (throws)
        {
            const string exception = SourceFile.Runtime + "PublishException";
            string what = parameter == "message" ? "It was" : "One or more were";
            writer.Write($"/// <exception cref=\"{exception}\">{what} returned as unroutable, rejected, or not confirmed in time.</exception>");
        }
    }
}
