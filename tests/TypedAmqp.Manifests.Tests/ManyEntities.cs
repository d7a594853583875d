namespace TypedAmqp.Manifests.Tests;

/// <summary>A topology of so many exchanges, queues and services, as a firm has them after years: the same each time.</summary>
internal static class ManyEntities
{
    private static readonly string[] Areas =
        ["orders", "billing", "stock", "shipping", "returns", "customers", "prices", "mail", "audit", "search", "reports", "fraud"];

    public static TopologyModel Create(int count)
    {
        int exchanges = Math.Max(1, count / 8);
        int services = count / 12;
        int queues = count - exchanges - services;
        string[] names = [.. Enumerable.Range(0, exchanges).Select(index => index == 0 ? "dead" : $"{Areas[index % Areas.Length]}.{index}")];
        List<BindingDescriptor> bindings = [];
        List<DeclaredQueue> declared = [];
        for (int index = 0; index < queues; index++)
        {
            string name = $"{Areas[index * 7 % Areas.Length]}.{(index % 3 == 0 ? "projection" : "worker")}.{index}";
            int source = index * index % exchanges;
            if (index == 0)
            {
                source = 0;
            }

            bindings.Add(new BindingDescriptor(names[source], name, source == 0 ? "" : $"*.{Areas[index % Areas.Length]}.#"));
            if (index % 9 == 4)
            {
                bindings.Add(new BindingDescriptor(names[(index + 1) % exchanges], name, "eu.#"));
            }

            declared.Add(new DeclaredQueue($"Firm.Queue{index}", new QueueDescriptor(name)
            {
                Type = index % 4 == 1 ? QueueType.Quorum : QueueType.Classic,
                Arguments = index % 5 == 2 && index > 0 ? [new("x-dead-letter-exchange", "dead"), new("x-message-ttl", 60_000L)] : [],
            }));
        }

        return new TopologyModel("firm")
        {
            Exchanges = [.. names.Select((name, index) => new DeclaredExchange($"Firm.Exchange{index}", new ExchangeDescriptor(
                name, index == 0 ? "fanout" : "topic")
            {
                Arguments = index % 6 == 5 ? [new("alternate-exchange", "dead")] : [],
            }))],
            Queues = [.. declared],
            Bindings = [.. bindings],
            Routes = [.. names.Skip(1).Select((name, index) => new RouteModel(
                name,
                $"Firm.{char.ToUpperInvariant(name[0])}{name[1..].Replace(".", "", StringComparison.Ordinal)}Changed",
                RouteKey.Of($"eu.{Areas[index % Areas.Length]}.changed")))],
            Services = [.. Enumerable.Range(0, services).Select(index => new ServiceModel(
                $"Firm.IService{index}",
                $"service.{index}") { Methods = [new ServiceMethodModel($"service.{index}.Get", "Firm.Ask", "Firm.Answer")] })],
        };
    }
}
