using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>How a broker differs from a topology. What others declared there is none of its business.</summary>
/// <param name="Items">The differences, in the order in which they can be seen to: exchanges, queues, bindings, then what is orphaned.</param>
public sealed record TopologyDrift(ImmutableArray<DriftItem> Items)
{
    /// <summary>Whether the broker has what is declared, and nothing that an earlier version left.</summary>
    public bool IsEmpty => Items.IsEmpty;

    /// <summary>Compares.</summary>
    /// <param name="declared">What is declared, as <see cref="TopologyModel.ToBroker"/> gives it.</param>
    /// <param name="there">What is on the broker.</param>
    /// <param name="released">What earlier versions declared, as their lock files remember it.</param>
    public static TopologyDrift Compare(BrokerTopology declared, BrokerTopology there, params IEnumerable<BrokerTopology> released)
    {
        ArgumentNullException.ThrowIfNull(declared);
        ArgumentNullException.ThrowIfNull(there);
        ArgumentNullException.ThrowIfNull(released);
        BrokerTopology[] earlier = [.. released];
        return new TopologyDrift(
            [.. Exchanges(declared, there), .. Queues(declared, there), .. Bindings(declared, there), .. Orphans(declared, there, earlier)]);
    }

    /// <summary>
    /// The requests that make the broker as it is declared: what is missing is declared, and of what is orphaned the named is deleted.
    /// </summary>
    /// <param name="deleted">The names of orphans to delete, as in <see cref="DriftItem.Name"/>.</param>
    /// <exception cref="InvalidDataException">A name is not that of an orphan; the message is a sentence.</exception>
    public ImmutableArray<BrokerRequest> Requests(params IEnumerable<string> deleted)
    {
        HashSet<string> names = [.. deleted];
        string[] orphans = [.. Items.Where(static item => item.State == DriftState.Orphaned).Select(static item => item.Name)];
        if (names.Except(orphans).FirstOrDefault() is string unknown)
        {
            string? meant = orphans.FirstOrDefault(orphan => orphan.EndsWith(":" + unknown, StringComparison.Ordinal));
            throw new InvalidDataException(meant is not null
                ? $"'{unknown}' is no name with its kind: did you mean '{meant}'?"
                : $"'{unknown}' is not orphaned: only what an earlier version declared, and this one does not, is deleted.");
        }

        return [.. Items.Where(item => item.State == DriftState.Missing || names.Contains(item.Name)).SelectMany(static item => item.Requests)];
    }

    internal static string NameOf(BindingDescriptor binding) =>
        $"binding:{binding.Source}/{(binding.ToExchange ? "exchange " : "")}{binding.Destination}/{binding.RoutingKey}{(binding.Arguments.IsEmpty ? "" : $" ({ArgumentText.Of(binding.Arguments)})")}";

    private static IEnumerable<DriftItem> Exchanges(BrokerTopology declared, BrokerTopology there)
    {
        Dictionary<string, ExchangeDescriptor> actual = there.Exchanges.ToDictionary(static exchange => exchange.Name);
        foreach (ExchangeDescriptor exchange in declared.Exchanges)
        {
            string name = "exchange:" + exchange.Name;
            if (!actual.TryGetValue(exchange.Name, out ExchangeDescriptor? other))
            {
                yield return new DriftItem(name, DriftState.Missing) { Requests = [BrokerRequests.Declare(declared.VirtualHost, exchange)] };
            }
            else if (EntityDifferences.Between(exchange, other) is { IsEmpty: false } differences)
            {
                yield return new DriftItem(name, DriftState.Different)
                {
                    Differences = differences,
                    Remedy =
                        "An exchange cannot be changed: declare it under a new name and move publishers and bindings there, or delete it while nobody publishes and apply again.",
                };
            }
        }
    }

    private static IEnumerable<DriftItem> Queues(BrokerTopology declared, BrokerTopology there)
    {
        Dictionary<string, QueueDescriptor> actual = there.Queues.ToDictionary(static queue => queue.Name);
        foreach (QueueDescriptor queue in declared.Queues)
        {
            string name = "queue:" + queue.Name;
            if (!actual.TryGetValue(queue.Name, out QueueDescriptor? other))
            {
                yield return new DriftItem(name, DriftState.Missing) { Requests = [BrokerRequests.Declare(declared.VirtualHost, queue)] };
            }
            else if (EntityDifferences.Between(queue, other) is { IsEmpty: false } differences)
            {
                yield return new DriftItem(name, DriftState.Different)
                {
                    Differences = differences,
                    Remedy = "A queue cannot be changed: give it a new name, or replace it, messages kept, through a shadow queue.",
                    Replaced = queue.Name,
                };
            }
        }
    }

    private static IEnumerable<DriftItem> Bindings(BrokerTopology declared, BrokerTopology there)
    {
        HashSet<string> actual = [.. there.Bindings.Select(NameOf)];
        return declared.Bindings.Where(binding => !actual.Contains(NameOf(binding)))
            .Select(
                binding => new DriftItem(NameOf(binding), DriftState.Missing) { Requests = [BrokerRequests.Bind(declared.VirtualHost, binding)] });
    }

    private static IEnumerable<DriftItem> Orphans(BrokerTopology declared, BrokerTopology there, BrokerTopology[] released)
    {
        string host = declared.VirtualHost;
        string[] exchanges = [.. Gone(released, static topology => topology.Exchanges.Select(static exchange => exchange.Name), declared, there)];
        string[] queues = [.. Gone(released, static topology => topology.Queues.Select(static queue => queue.Name), declared, there)];
        HashSet<string> bindings = [.. Gone(released, static topology => topology.Bindings.Select(NameOf), declared, there)];
        IEnumerable<BindingDescriptor> gone = there.Bindings.Where(binding => bindings.Contains(NameOf(binding)));
        foreach (BindingDescriptor binding in gone.OrderBy(NameOf, StringComparer.Ordinal))
        {
            // Also where its queue or exchange is an orphan: a queue is drained, and an exchange deleted, only once nothing leads there or from
            // there.
            yield return Orphan(NameOf(binding), there.PropertiesKeys.TryGetValue(NameOf(binding), out string? key)
                ? BrokerRequests.Unbind(host, binding, key)
                : BrokerRequests.Unbind(host, binding));
        }

        foreach (string queue in queues)
        {
            yield return Orphan("queue:" + queue, BrokerRequests.DeleteQueue(host, there.Queues.First(other => other.Name == queue)));
        }

        foreach (string exchange in exchanges)
        {
            yield return Orphan("exchange:" + exchange, BrokerRequests.DeleteExchange(host, exchange));
        }
    }

    private static DriftItem Orphan(string name, BrokerRequest request) => new(name, DriftState.Orphaned)
    {
        Remedy = $"It is deleted only if it is named: '--delete {name}'.",
        Requests = [request],
    };

    private static IEnumerable<string> Gone(BrokerTopology[] released, Func<BrokerTopology, IEnumerable<string>> names, BrokerTopology declared, BrokerTopology there) =>
        released.SelectMany(names).Distinct().Except(names(declared)).Intersect(names(there)).Order(StringComparer.Ordinal);
}
