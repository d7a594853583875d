using TypedAmqp.Broker;
using static TypedAmqp.Server.Management.TopologyActions;

namespace TypedAmqp.Server.Management;

/// <summary>Queues, exchanges, bindings, and definitions of all of them.</summary>
internal static class TopologyRoutes
{
    private static readonly ManagementJson Json = ManagementJson.Default;

    /// <summary>Adds them to those of the API.</summary>
    public static void Add(RouteTable table, Broker.Broker broker, BrokerViews views)
    {
        VirtualHost? Host(ApiRequest request) => broker.VirtualHosts.GetValueOrDefault(request.Names[0]);
        BindingView[]? Bindings(ApiRequest request, Func<BindingView, bool> predicate) =>
            Host(request) is { } host ? [.. BrokerViews.Bindings(host).Where(predicate)] : null;

        table.Get("queues", _ => views.Queues());
        table.Get("queues/*", request => Host(request) is { } host ? views.Queues(host) : null);
        table.Get("queues/*/*", request => Host(request)?.FindQueue(request.Names[1]) is { } queue ? views.QueueWithConsumers(queue) : null);
        table.Get(
            "queues/*/*/bindings",
            request => Bindings(request, binding => binding.DestinationType == "queue" && binding.Destination == request.Names[1]));
        table.Put("queues/*/*", Json.QueueRequest, (request, queue) => Declare(Host(request), request.Names[1], queue));
        table.Delete("queues/*/*", request => DeleteQueue(Host(request), request.Names[1], request.Flag("if-unused"), request.Flag("if-empty")));
        table.Delete("queues/*/*/contents", request => Purge(Host(request)?.FindQueue(request.Names[1])));

        table.Get("exchanges", _ => views.Exchanges());
        table.Get("exchanges/*", request => Host(request) is { } host ? views.Exchanges(host) : null);
        table.Get("exchanges/*/*", request => Host(request)?.FindExchange(NameOf(request.Names[1])) is { } exchange
            ? views.Exchange(exchange)
            : null);
        table.Get("exchanges/*/*/bindings/source", request => Bindings(request, binding => binding.Source == NameOf(request.Names[1])));
        table.Get(
            "exchanges/*/*/bindings/destination",
            request => Bindings(request, binding => binding.DestinationType == "exchange" && binding.Destination == NameOf(request.Names[1])));
        table.Put("exchanges/*/*", Json.ExchangeRequest, (request, exchange) => Declare(Host(request), request.Names[1], exchange));
        table.Delete("exchanges/*/*", request => DeleteExchange(Host(request), request.Names[1], request.Flag("if-unused")));

        table.Get("bindings", _ => views.Bindings());
        table.Get("bindings/*", request => Bindings(request, static _ => true));
        foreach (string kind in (string[])["q", "e"])
        {
            string between = $"bindings/*/e/*/{kind}/*";
            table.Get(between, request => Bindings(request, Between(request.Names[1], kind, request.Names[2])));
            table.Post(between, Json.BindingRequest, (request, binding) => Bind(Host(request), request.Names[1], kind, request.Names[2], binding));
            table.Get($"{between}/*", request => Bindings(request, Between(request.Names[1], kind, request.Names[2]))?.FirstOrDefault(
                binding => binding.PropertiesKey == request.Names[3]));
            table.Delete($"{between}/*", request => Unbind(Host(request), request.Names[1], kind, request.Names[2], request.Names[3]));
        }

        DefinitionsImport import = new(broker);
        table.Get("definitions", _ => views.Definitions());
        table.Get("definitions/*", request => Host(request) is { } host ? views.Definitions(host) : null);
        table.Post("definitions", Json.Definitions, (request, definitions) => import.Import(request.User, definitions, host: null));
        table.Post("definitions/*", Json.Definitions, (request, definitions) =>
            Host(request) is null ? Answer.NotFound : import.Import(request.User, definitions, request.Names[0]));
    }
}
