using System.Collections.Immutable;
using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>
/// Writes what is on a broker as declarations in C#. A broker knows no contracts: where they belong stands a <c>#warning</c>, so that the compiler
/// asks for them.
/// </summary>
public sealed class DeclarationWriter
{
    private readonly BrokerTopology _broker;
    private readonly ImportOptions _options;
    private readonly Dictionary<string, string> _exchanges = [];
    private readonly Dictionary<string, string> _queues = [];
    private readonly List<ExchangeDescriptor> _external = [];
    private readonly List<string> _leftOut = [];
    private readonly StringBuilder _text = new();

    private DeclarationWriter(BrokerTopology broker, ImportOptions options)
    {
        _broker = broker;
        _options = options;
        _leftOut.AddRange(broker.Policies);
        ClassNames names = new(options);
        foreach (ExchangeDescriptor exchange in broker.Exchanges)
        {
            _exchanges.Add(exchange.Name, names.For(exchange.Name, "Exchange"));
        }

        foreach (QueueDescriptor queue in broker.Queues)
        {
            if (queue.Name.StartsWith("amq.", StringComparison.Ordinal))
            {
                _leftOut.Add($"The queue '{queue.Name}' was named by a broker: declare one without a name.");
            }
            else
            {
                _queues.Add(queue.Name, names.For(queue.Name, "Queue"));
            }
        }

        // Every broker has these; whoever binds to them refers to them.
        foreach (string source in broker.Bindings.Select(static binding => binding.Source)
            .Distinct()
            .Where(source => !_exchanges.ContainsKey(source))
            .Order(StringComparer.Ordinal))
        {
            if (PredeclaredType(source) is string type)
            {
                _exchanges.Add(source, names.For(source, "Exchange"));
                _external.Add(new ExchangeDescriptor(source, type) { External = true });
            }
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="broker">What is on the broker.</param>
    /// <param name="options">How it is written.</param>
    public static ImportedDeclarations Write(BrokerTopology broker, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(options);
        return new DeclarationWriter(broker, options).Write();
    }

    private ImportedDeclarations Write()
    {
        _text.Append(
            "// What was on the broker. A broker does not know what is published: each #warning asks for a contract, and goes when you have said it.\n");
        _text.Append("using TypedAmqp;\n\n");
        string host = _broker.VirtualHost == "/" ? "" : $", VirtualHost = {CSharpText.Quoted(_broker.VirtualHost)}";
        _text.Append($"[assembly: Topology({CSharpText.Quoted(_options.Topology)}{host})]\n");
        foreach (string type in _broker.Exchanges.Select(static exchange => exchange.Type)
            .Where(static type => StandardType(type) is null)
            .Distinct()
            .Order(StringComparer.Ordinal))
        {
            _text.Append($"[assembly: BrokerCapability({CSharpText.Quoted(type)})]\n");
        }

        _text.Append($"\nnamespace {_options.Namespace};\n");
        foreach (ExchangeDescriptor exchange in _broker.Exchanges.Concat(_external).OrderBy(static exchange => exchange.Name, StringComparer.Ordinal))
        {
            WriteExchange(exchange);
        }

        foreach (QueueDescriptor queue in _broker.Queues.Where(queue => _queues.ContainsKey(queue.Name))
            .OrderBy(static queue => queue.Name, StringComparer.Ordinal))
        {
            WriteQueue(queue);
        }

        return new ImportedDeclarations(_text.ToString(), [.. _leftOut]);
    }

    private void WriteExchange(ExchangeDescriptor exchange)
    {
        _text.Append('\n');
        string name = _exchanges[exchange.Name];
        if (exchange is { External: false, Internal: false })
        {
            string key = exchange.Type is "fanout" or "headers" ? "" : "(\"routing.key\")";
            _text.Append(
                $"#warning What is published to the exchange '{CSharpText.OneLine(exchange.Name)}' is not known: say it with [Publishes<Contract>{key}] on {name}.\n");
        }

        object? delayedAs = exchange.Arguments.FirstOrDefault(static argument => argument.Key == "x-delayed-type").Value;
        bool isDelayed = exchange.Type == "x-delayed-message" && delayedAs is string inner && StandardType(inner) is not null;
        List<string> parts = [CSharpText.Quoted(exchange.Name), isDelayed
            ? $"ExchangeType.{StandardType((string)delayedAs!)}"
            : StandardType(exchange.Type) is string standard ? $"ExchangeType.{standard}" : CSharpText.Quoted(exchange.Type)];
        Add(parts, !exchange.Durable && !exchange.External, "Durable = false");
        Add(parts, exchange.AutoDelete, "AutoDelete = true");
        Add(parts, exchange.Internal, "Internal = true");
        Add(parts, exchange.External, "External = true");
        Add(parts, isDelayed, "Delayed = true");
        List<string> attributes = [];
        foreach ((string argument, object value) in exchange.Arguments)
        {
            if (argument == "alternate-exchange" && value is string alternate && _exchanges.TryGetValue(alternate, out string? target))
            {
                attributes.Add($"[AlternateExchange<{target}>]");
            }
            else if (argument is "hash-header" or "hash-property" && value is string hashed)
            {
                parts.Add($"{(argument == "hash-header" ? "HashHeader" : "HashProperty")} = {CSharpText.Quoted(hashed)}");
            }
            else if (argument != "x-delayed-type" || !isDelayed)
            {
                AddArgument(attributes, $"exchange '{exchange.Name}'", argument, value);
            }
        }

        _text.Append($"[Exchange({string.Join(", ", parts)})]\n");
        WriteClass(name, attributes.Concat(Bindings(exchange.Name, toExchange: true, exchange.External)));
    }

    private void WriteQueue(QueueDescriptor queue)
    {
        _text.Append('\n');
        string name = _queues[queue.Name];
        string[] bindings = [.. Bindings(queue.Name, toExchange: false, isExternal: false)];
        if (bindings.Length == 0)
        {
            _text.Append(
                $"#warning No exchange leads to the queue '{CSharpText.OneLine(queue.Name)}': what is sent to it is not known. Say it with [Sends<Contract>] on {name}, or as an [RpcService].\n");
        }

        List<string> parts = [CSharpText.Quoted(queue.Name)];
        Add(parts, queue.Type != QueueType.Classic, $"QueueType.{queue.Type}");
        Add(parts, !queue.Durable, "Durable = false");
        Add(parts, queue.AutoDelete, "AutoDelete = true");
        List<string> attributes = [.. DeadLetter(queue)];
        foreach ((string argument, object value) in queue.Arguments)
        {
            bool isSaid = argument.StartsWith("x-dead-letter-", StringComparison.Ordinal)
                && attributes.Count > 0
                && attributes[0].StartsWith("[DeadLetter", StringComparison.Ordinal)
                && (argument != "x-dead-letter-strategy" || value is "at-least-once");
            if (isSaid || (argument == "x-queue-type" && queue.Type != QueueType.Classic))
            {
                continue;
            }

            if (QueueAttributeText.Property(queue.Type, argument, value) is string property)
            {
                parts.Add(property);
            }
            else
            {
                AddArgument(attributes, $"queue '{queue.Name}'", argument, value);
            }
        }

        _text.Append($"[Queue({string.Join(", ", parts)})]\n");
        WriteClass(name, bindings.Concat(attributes));
    }

    private IEnumerable<string> DeadLetter(QueueDescriptor queue)
    {
        if (queue.DeadLetterExchange is not string exchange)
        {
            yield break;
        }

        string? key = QueueFacts.DeadLetterKey(queue);
        string? target = exchange.Length > 0 ? _exchanges.GetValueOrDefault(exchange) : key is null ? null : _queues.GetValueOrDefault(key);
        if (target is null)
        {
            yield break;
        }

        List<string> parts = [];
        Add(parts, exchange.Length > 0 && key is not null, $"RoutingKey = {CSharpText.Quoted(key ?? "")}");
        Add(parts, queue.Arguments.Contains(new KeyValuePair<string, object>("x-dead-letter-strategy", "at-least-once")), "AtLeastOnce = true");
        yield return $"[DeadLetter<{target}>{(parts.Count == 0 ? "" : $"({string.Join(", ", parts)})")}]";
    }

    private IEnumerable<string> Bindings(string destination, bool toExchange, bool isExternal)
    {
        BindingDescriptor[] own = [.. RabbitMqDefinitions.Sorted(
            _broker.Bindings.Where(binding => binding.ToExchange == toExchange && binding.Destination == destination))];
        foreach (BindingDescriptor binding in own.Where(binding => isExternal || !_exchanges.ContainsKey(binding.Source) || !IsSayable(binding)))
        {
            _leftOut.Add(
                $"The binding of '{destination}' to '{binding.Source}' with the key '{binding.RoutingKey}' and the arguments ({ArgumentText.Of(binding.Arguments)}) cannot be declared: bind it when the program starts.");
        }

        BindingDescriptor[] sayable = [.. own.Where(binding => !isExternal && _exchanges.ContainsKey(binding.Source) && IsSayable(binding))];
        foreach (IGrouping<string, BindingDescriptor> group in sayable.Where(static binding => binding.Arguments.IsEmpty)
            .GroupBy(static binding => binding.Source))
        {
            string[] keys = [.. group.Select(static binding => CSharpText.Quoted(binding.RoutingKey))];
            yield return $"[Binding<{_exchanges[group.Key]}>{(keys is ["\"\""] ? "" : $"({string.Join(", ", keys)})")}]";
        }

        foreach (BindingDescriptor binding in sayable.Where(static binding => !binding.Arguments.IsEmpty))
        {
            List<string> parts = [.. binding.Arguments.Where(static argument => argument.Key != "x-match")
                .SelectMany(static argument => new[] { CSharpText.Quoted(argument.Key), CSharpText.Of(argument.Value) })];
            string match = (string)binding.Arguments.First(static argument => argument.Key == "x-match").Value;
            Add(parts, match != "all", $"Matching = HeadersMatch.{match switch { "any" => "Any", "all-with-x" => "AllWithX", _ => "AnyWithX" }}");
            yield return $"[HeadersBinding<{_exchanges[binding.Source]}>{(parts.Count == 0 ? "" : $"({string.Join(", ", parts)})")}]";
        }
    }

    private static bool IsSayable(BindingDescriptor binding) => binding.Arguments.IsEmpty
        || (binding.RoutingKey.Length == 0
            && binding.Arguments.All(static argument => argument.Value is not OtherArgument)
            && binding.Arguments.Any(static argument => argument is { Key: "x-match", Value: "all" or "any" or "all-with-x" or "any-with-x" }));

    private void AddArgument(List<string> attributes, string entity, string name, object value)
    {
        if (value is OtherArgument other)
        {
            _leftOut.Add(
                $"The argument '{name}' of the {entity} is a list or a table ({other.Json}): declarations have texts, numbers and truth values.");
        }
        else
        {
            attributes.Add($"[Argument({CSharpText.Quoted(name)}, {CSharpText.Of(value)})]");
        }
    }

    private void WriteClass(string name, IEnumerable<string> attributes)
    {
        foreach (string attribute in attributes)
        {
            _text.Append(attribute).Append('\n');
        }

        _text.Append($"public partial class {name};\n");
    }

    private static void Add(List<string> parts, bool condition, string part)
    {
        if (condition)
        {
            parts.Add(part);
        }
    }

    private static string? StandardType(string type) => type switch
    {
        "direct" => "Direct",
        "fanout" => "Fanout",
        "topic" => "Topic",
        "headers" => "Headers",
        _ => null,
    };

    private static string? PredeclaredType(string exchange) => exchange switch
    {
        "amq.direct" => "direct",
        "amq.fanout" => "fanout",
        "amq.topic" => "topic",
        "amq.headers" or "amq.match" => "headers",
        _ => null,
    };
}
