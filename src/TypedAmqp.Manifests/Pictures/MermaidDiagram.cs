using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>A topology as a Mermaid flowchart, which hosts of repositories draw within Markdown.</summary>
public static class MermaidDiagram
{
    /// <summary>Writes it.</summary>
    /// <param name="topology">The topology.</param>
    public static string Write(TopologyModel topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        StringBuilder text = new("flowchart LR\n");
        Dictionary<string, string> exchanges = [];
        Dictionary<string, string> queues = [];
        foreach (DeclaredExchange exchange in topology.Exchanges)
        {
            string id = exchanges[exchange.Descriptor.Name] = $"e{exchanges.Count}";
            Line(text, $"{id}{{{{{Quoted(exchange.Descriptor.Name, exchange.Descriptor.Type)}}}}}:::exchange");
        }

        foreach (DeclaredQueue queue in topology.Queues)
        {
            string id = queues[QueueId(queue)] = $"q{queues.Count}";
            Line(text, $"{id}[({Quoted([queue.Title, .. QueueFacts.Of(queue.Descriptor)])})]:::queue");
        }

        foreach (ServiceModel service in topology.Services)
        {
            string id = queues[service.Name] = $"q{queues.Count}";
            Line(
                text,
                $"{id}[/{Quoted([$"RPC {service.Name}", .. service.Methods.Select(method => $"{method.Name}({Short(method.Request)}) → {Short(method.Reply)}")])}/]:::service");
        }

        int contract = 0;
        foreach (IGrouping<string, RouteModel> routes in topology.Routes.GroupBy(static route => route.Contract, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            string id = $"c{contract++}";
            Line(text, $"{id}([{Quoted(Short(routes.Key))}]):::contract");
            foreach (RouteModel route in routes)
            {
                string target = route.Exchange.Length == 0 ? queues[route.Key.Text] : exchanges[route.Exchange];
                Line(text, route.Exchange.Length == 0 || route.Key.Text.Length == 0
                    ? $"{id} --> {target}"
                    : $"{id} -->|{Quoted(route.Key.Text)}| {target}");
            }
        }

        WriteEdges(text, topology, exchanges, queues);
        text.Append("    classDef exchange fill:#dbeafe,stroke:#2563eb,color:#172554\n");
        text.Append("    classDef queue fill:#dcfce7,stroke:#16a34a,color:#052e16\n");
        text.Append("    classDef service fill:#f3e8ff,stroke:#9333ea,color:#3b0764\n");
        text.Append("    classDef contract fill:#fef9c3,stroke:#ca8a04,color:#422006\n");
        return text.ToString();
    }

    private static void WriteEdges(
        StringBuilder text, TopologyModel topology, Dictionary<string, string> exchanges, Dictionary<string, string> queues)
    {
        IEnumerable<(BindingDescriptor Binding, string Target)> bindings = topology.Bindings
            .Where(binding => (binding.ToExchange ? exchanges : queues).ContainsKey(binding.Destination))
            .Select(binding => (binding, (binding.ToExchange ? exchanges : queues)[binding.Destination]))
            .Concat(topology.Queues.SelectMany(queue => queue.Descriptor.Bindings.Select(binding => (binding, queues[QueueId(queue)]))));

        // One arrow for all keys between two entities.
        foreach (IGrouping<(string Source, string Target), (BindingDescriptor Binding, string Target)> group in bindings.GroupBy(
            static item => (item.Binding.Source, item.Target)))
        {
            string[] labels = [.. group.Select(static item => Label(item.Binding)).Where(static label => label.Length > 0)];
            string label = labels.Length == 0 ? "" : $"|{Quoted(labels)}|";
            Line(text, $"{exchanges[group.Key.Source]} -->{label} {group.Key.Target}");
        }

        foreach (DeclaredQueue queue in topology.Queues)
        {
            foreach (string source in queue.RunTimeSources)
            {
                Line(text, $"{exchanges[source]} -.->|{Quoted("keys chosen while running")}| {queues[QueueId(queue)]}");
            }

            if (queue.Descriptor.DeadLetterExchange is string exchange)
            {
                string? target = exchange.Length > 0 ? exchanges.GetValueOrDefault(exchange)
                    : QueueFacts.DeadLetterKey(queue.Descriptor) is string key ? queues.GetValueOrDefault(key) : null;
                if (target is not null)
                {
                    Line(text, $"{queues[QueueId(queue)]} -.->|{Quoted("dead letters")}| {target}");
                }
            }
        }

        foreach (DeclaredExchange exchange in topology.Exchanges)
        {
            if (exchange.Descriptor.AlternateExchange is string alternate && exchanges.TryGetValue(alternate, out string? target))
            {
                Line(text, $"{exchanges[exchange.Descriptor.Name]} -.->|{Quoted("unroutable")}| {target}");
            }
        }
    }

    private static string QueueId(DeclaredQueue queue) => queue.Descriptor.IsServerNamed ? "\0" + queue.Type : queue.Descriptor.Name;

    private static string Label(BindingDescriptor binding) =>
        binding.Arguments.IsEmpty
            ? binding.RoutingKey
            : string.Join(", ", new[] { binding.RoutingKey, ArgumentText.Of(binding.Arguments) }.Where(static part => part.Length > 0));

    private static string Short(string? contract) => contract is null ? "" : ClrType.Parse(contract).ShortName;

    private static void Line(StringBuilder text, string line) => text.Append("    ").Append(line).Append('\n');

    /// <summary>A text for Mermaid: what means something to it, or to HTML, as an entity; a line for each part.</summary>
    private static string Quoted(params IEnumerable<string> lines) => $"\"{string.Join("<br/>", lines.Select(Escaped))}\"";

    private static string Escaped(string text)
    {
        StringBuilder escaped = new();
        foreach (char character in text)
        {
            // '#' begins an entity, '*' and '_' and '`' Markdown.
            escaped.Append(
                character is '"' or '#' or '<' or '>' or '&' or '*' or '_' or '`' or '|' or ';' ? $"#{(int)character};" : character.ToString());
        }

        return escaped.ToString();
    }
}
