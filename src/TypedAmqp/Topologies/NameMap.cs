using System.Collections.Immutable;
using System.Text;
using TypedAmqp.Generated;

namespace TypedAmqp.Topologies;

/// <summary>The names of a topology on a broker.</summary>
internal sealed class NameMap
{
    private readonly TopologyNames _names;
    private readonly HashSet<string> _externalExchanges;
    private readonly HashSet<string> _externalQueues;

    public NameMap(TopologyNames names, TopologyDescriptor topology)
    {
        _names = names;
        IsAsDeclared = names.Prefix.Length == 0 && names.Renamed.Count == 0;
        _externalExchanges = [.. topology.Exchanges.Where(exchange => exchange.External).Select(exchange => exchange.Name)];
        _externalQueues =
        [
            .. topology.Queues.Where(queue => queue.External).Select(queue => queue.Name),
            .. topology.Services.Where(service => service.External).Select(service => service.Name),
        ];
    }

    /// <summary>Whether every name is the declared one.</summary>
    public bool IsAsDeclared { get; }

    public string Exchange(string name) => Of(name, _externalExchanges);

    public string Queue(string name) => Of(name, _externalQueues);

    /// <exception cref="ArgumentException">A name is longer than 255 octets.</exception>
    public TopologyDescriptor Rename(TopologyDescriptor topology) => IsAsDeclared ? topology : topology with
    {
        Exchanges =
            [.. topology.Exchanges.Select(exchange => exchange with { Name = Exchange(exchange.Name), Arguments = Rename(exchange.Arguments) })],
        Queues = [.. topology.Queues.Select(Rename)],
        Bindings = [.. topology.Bindings.Select(Rename)],
        Services = [.. topology.Services.Select(service => service with { Name = Queue(service.Name) })],
    };

    public QueueDescriptor Rename(QueueDescriptor queue) => IsAsDeclared ? queue : queue with
    {
        Name = Queue(queue.Name),
        Arguments = Rename(queue.Arguments),
        Bindings = [.. queue.Bindings.Select(Rename)],
        Retry = queue.Retry is { } retry ? retry with { Exchange = Exchange(retry.Exchange) } : null,
    };

    /// <summary>The same route by the names on the broker.</summary>
    public PublishTemplate Rename(PublishTemplate declared)
    {
        string key = MessageContract.Describe(declared.ConstantKeyOctets);

        // Through the default exchange the key is the name of a queue.
        return declared.Exchange.Length == 0 ? declared.With("", Queue(key)) : declared.With(Exchange(declared.Exchange), key);
    }

    private BindingDescriptor Rename(BindingDescriptor binding) => binding with
    {
        Source = Exchange(binding.Source),
        Destination = binding.ToExchange ? Exchange(binding.Destination) : Queue(binding.Destination),
    };

    private ImmutableArray<KeyValuePair<string, object>> Rename(ImmutableArray<KeyValuePair<string, object>> arguments)
    {
        bool deadLettersToQueue = arguments.Find("x-dead-letter-exchange") is "";
        return
        [
            .. arguments.Select(argument => argument switch
            {
                ("alternate-exchange" or "x-dead-letter-exchange", string exchange) => new(argument.Key, Exchange(exchange)),
                ("x-dead-letter-routing-key", string queue) when deadLettersToQueue => new(argument.Key, Queue(queue)),
                _ => argument,
            }),
        ];
    }

    private string Of(string name, HashSet<string> external)
    {
        if (IsAsDeclared || name.Length == 0)
        {
            return name;
        }

        if (!_names.Renamed.TryGetValue(name, out string? other))
        {
            other = external.Contains(name) || name.StartsWith("amq.", StringComparison.Ordinal) ? name : _names.Prefix + name;
        }

        return Encoding.UTF8.GetByteCount(other) <= byte.MaxValue
            ? other
            : throw new ArgumentException($"The name '{other}' has more than 255 octets of UTF-8: take a shorter prefix than '{_names.Prefix}'.");
    }
}
