using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Emission;

/// <summary>The names that emitted code takes: inside a declaring class, and beside it in its namespace.</summary>
internal static class GeneratedNames
{
    public const string Descriptor = "Descriptor";
    public const string Publisher = "Publisher";
    public const string Consumer = "IConsumer";
    public const string BatchConsumer = "IBatchConsumer";

    public static IEnumerable<string> Members(ExchangeModel _) => [Descriptor, Publisher];

    public static IEnumerable<string> Members(QueueModel queue)
    {
        string[] binds = [.. queue.Bindings.Where(static binding => binding.AtRunTime)
            .Select(binding => queue.Exchanges.FirstOrDefault(exchange => exchange.Type.FullName == binding.Exchange))
            .OfType<ExchangeModel>()
            .Select(static exchange => "BindTo" + exchange.Type.Name.TrimStart('@'))];
        string[] bind = queue.Bindings.Count(static binding => binding.AtRunTime) == 1 && binds.Length == 1 ? ["Bind"] : binds;
        return queue.Sends.Count > 0 ? [Descriptor, Consumer, BatchConsumer, Publisher, .. bind] : [Descriptor, Consumer, BatchConsumer, .. bind];
    }

    public static IEnumerable<string> Types(ParsedType parsed) => (parsed.Exchange is null ? [] : Types(parsed.Exchange))
        .Concat(parsed.Queue is null ? [] : Types(parsed.Queue))
        .Concat(parsed.Service is null ? [] : Types(parsed.Service));

    public static IEnumerable<string> Types(ExchangeModel exchange) => [Extensions(exchange.Type.Name)];

    public static IEnumerable<string> Types(QueueModel queue) => queue.Sends.Count > 0 ? [Extensions(queue.Type.Name)] : [];

    public static IEnumerable<string> Types(RpcServiceModel service) => [ServiceExtensions(service)];

    /// <summary>
    /// The class that calls and serves a service. All else is inside of it: an implementation may well be called <c>PricingServer</c>.
    /// </summary>
    public static string ServiceExtensions(RpcServiceModel service) => Extensions(RpcServiceEmitter.Stem(service));

    /// <summary>The class that leads to the publisher of an exchange or queue.</summary>
    public static string Extensions(string name) => name.TrimStart('@') + "BusExtensions";
}
