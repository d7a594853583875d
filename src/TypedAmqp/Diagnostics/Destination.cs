namespace TypedAmqp.Diagnostics;

/// <summary>
/// How the semantic conventions name where a message goes, with RabbitMQ: exchange, key and queue, those that there are, each once.
/// </summary>
internal static class Destination
{
    public static string Of(string exchange, string key, string queue = "")
    {
        string[] parts = [exchange, key, queue == key ? "" : queue];
        string name = string.Join(':', parts.Where(static part => part.Length > 0));
        return name.Length == 0 ? "amq.default" : name;
    }
}
