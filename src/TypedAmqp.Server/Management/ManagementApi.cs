using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// The management API: the addresses, methods and shapes of RabbitMQ's own, for what this broker has. An address is given in its parts, each unescaped; parts of it
/// that name something are in lower-case words below.
/// </summary>
internal sealed class ManagementApi(Broker.Broker broker, BrokerViews views)
{
    private readonly DefinitionsImport _import = new(broker);

    /// <summary>Does what is asked for.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="path">The address behind <c>/api/</c>.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="AmqpException">The broker refuses it.</exception>
    /// <exception cref="JsonException">The body cannot be read.</exception>
    /// <exception cref="ArgumentException">A name is too long.</exception>
    public ValueTask<Answer> AnswerAsync(string user, string[] path, HttpRequest request)
    {
        foreach (string part in path)
        {
            NameLimit.Check(part);
        }

        return RouteAsync(user, path, request);
    }

    private async ValueTask<Answer> RouteAsync(string user, string[] path, HttpRequest request) => (request.Method, path) switch
    {
        ("GET", ["overview"]) => Answer.Of(views.Overview()),
        ("GET", ["whoami"]) => Answer.Of(BrokerViews.User(user)),
        ("GET", ["users"]) => Answer.Of(views.Users()),
        ("GET", ["permissions"]) => Answer.Of(views.Permissions()),
        ("GET", ["connections"]) => Answer.Of(views.Connections()),
        ("GET", ["health", "checks", "alarms" or "local-alarms"]) => broker.Resources.Memory.IsHigh
            ? new Answer(StatusCodes.Status503ServiceUnavailable, new StatusView("failed"))
            : Answer.Of(new StatusView("ok")),

        ("GET", ["vhosts"]) => Answer.Of(views.VirtualHosts()),
        ("GET", ["vhosts", var host]) => Answer.Of(Find(host) is { } found ? BrokerViews.VirtualHost(found) : null),

        ("GET", ["queues"]) => Answer.Of(views.Queues()),
        ("GET", ["queues", var host]) => Answer.Of(Find(host) is { } found ? BrokerViews.Queues(found) : null),
        ("GET", ["queues", var host, var queue]) => Answer.Of(Find(host)?.FindQueue(queue) is { } found ? BrokerViews.Queue(found) : null),
        ("GET", ["queues", var host, var queue, "bindings"]) => BindingsOf(host, binding => binding.DestinationType == "queue" && binding.Destination == queue),
        ("PUT", ["queues", var host, var queue]) => Declare(Find(host), queue, await ReadAsync(request, ManagementJson.Default.QueueRequest).ConfigureAwait(false)),
        ("DELETE", ["queues", var host, var queue]) => DeleteQueue(Find(host), queue, Flag(request, "if-unused"), Flag(request, "if-empty")),
        ("DELETE", ["queues", var host, var queue, "contents"]) => Purge(Find(host)?.FindQueue(queue)),

        ("GET", ["exchanges"]) => Answer.Of(views.Exchanges()),
        ("GET", ["exchanges", var host]) => Answer.Of(Find(host) is { } found ? BrokerViews.Exchanges(found) : null),
        ("GET", ["exchanges", var host, var exchange]) => Answer.Of(FindExchange(host, exchange) is { } found ? BrokerViews.Exchange(found) : null),
        ("GET", ["exchanges", var host, var exchange, "bindings", "source"]) => BindingsOf(host, binding => binding.Source == NameOf(exchange)),
        ("GET", ["exchanges", var host, var exchange, "bindings", "destination"]) =>
            BindingsOf(host, binding => binding.DestinationType == "exchange" && binding.Destination == NameOf(exchange)),
        ("PUT", ["exchanges", var host, var exchange]) =>
            Declare(Find(host), exchange, await ReadAsync(request, ManagementJson.Default.ExchangeRequest).ConfigureAwait(false)),
        ("DELETE", ["exchanges", var host, var exchange]) => DeleteExchange(Find(host), exchange, Flag(request, "if-unused")),

        ("GET", ["bindings"]) => Answer.Of(views.Bindings()),
        ("GET", ["bindings", var host]) => BindingsOf(host, static _ => true),
        ("GET", ["bindings", var host, "e", var source, ("q" or "e") and var kind, var destination]) => BindingsOf(host, Between(source, kind, destination)),
        ("POST", ["bindings", var host, "e", var source, ("q" or "e") and var kind, var destination]) =>
            Bind(Find(host), source, kind, destination, await ReadAsync(request, ManagementJson.Default.BindingRequest).ConfigureAwait(false)),
        ("GET", ["bindings", var host, "e", var source, ("q" or "e") and var kind, var destination, var key]) =>
            Answer.Of(Find(host) is { } found ? Array.Find(Bindings(found, source, kind, destination), binding => binding.PropertiesKey == key) : null),
        ("DELETE", ["bindings", var host, "e", var source, ("q" or "e") and var kind, var destination, var key]) =>
            Unbind(Find(host), source, kind, destination, key),

        ("GET", ["definitions"]) => Answer.Of(views.Definitions()),
        ("GET", ["definitions", var host]) => Answer.Of(Find(host) is { } found ? views.Definitions(found) : null),
        ("POST", ["definitions"]) => _import.Import(await ReadAsync(request, ManagementJson.Default.Definitions).ConfigureAwait(false), host: null),
        ("POST", ["definitions", var host]) => Find(host) is null
            ? Answer.NotFound
            : _import.Import(await ReadAsync(request, ManagementJson.Default.Definitions).ConfigureAwait(false), host),

        ("GET", _) => Answer.NotFound,
        _ => new Answer(StatusCodes.Status405MethodNotAllowed, new ErrorView("method_not_allowed", $"{request.Method} is not for {request.Path}.")),
    };

    private static bool Flag(HttpRequest request, string name) => request.Query[name] is ["true"];

    // The default exchange has no name, which no address can end with.
    private static string NameOf(string exchange) => exchange == "amq.default" ? "" : exchange;

    private static async ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.ContentLength is 0 or null)
        {
            return JsonSerializer.Deserialize("{}", type)!;
        }

        return await JsonSerializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted).ConfigureAwait(false)
            ?? throw new JsonException("The body is null.");
    }

    private static Answer Declare(VirtualHost? host, string name, QueueRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        bool isNew = host.FindQueue(name) is null;
        host.DeclareQueue(new QueueDeclaration(name, request.Durable, Exclusive: false, request.AutoDelete, request.Arguments ?? []), owner: null);
        return Answer.Made(isNew);
    }

    private static Answer Declare(VirtualHost? host, string name, ExchangeRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        bool isNew = host.FindExchange(name) is null;
        host.DeclareExchange(
            new ExchangeDeclaration(name, request.Type, request.Durable, request.AutoDelete, request.Internal, request.Arguments ?? []));
        return Answer.Made(isNew);
    }

    private static Answer DeleteQueue(VirtualHost? host, string name, bool ifUnused, bool ifEmpty)
    {
        if (host?.FindQueue(name) is null)
        {
            return Answer.NotFound;
        }

        host.DeleteQueue(name, ifUnused, ifEmpty, owner: null);
        return Answer.Done;
    }

    private static Answer DeleteExchange(VirtualHost? host, string name, bool ifUnused)
    {
        if (host?.FindExchange(name) is null)
        {
            return Answer.NotFound;
        }

        host.DeleteExchange(name, ifUnused);
        return Answer.Done;
    }

    private static Answer Purge(Queue? queue)
    {
        if (queue is null)
        {
            return Answer.NotFound;
        }

        queue.Purge();
        return Answer.Done;
    }

    private static Answer Bind(VirtualHost? host, string source, string kind, string destination, BindingRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        NameLimit.Check(request.RoutingKey);
        FieldTable arguments = request.Arguments ?? [];
        if (kind == "q")
        {
            host.BindQueue(destination, source, request.RoutingKey, arguments, owner: null);
        }
        else
        {
            host.BindExchange(destination, source, request.RoutingKey, arguments);
        }

        string key = Uri.EscapeDataString(PropertiesKey.Of(request.RoutingKey, arguments));
        return new Answer(StatusCodes.Status201Created) { Location = $"{Uri.EscapeDataString(destination)}/{key}" };
    }

    private static Answer Unbind(VirtualHost? host, string source, string kind, string destination, string key)
    {
        if (host is null || Array.Find(Bindings(host, source, kind, destination), binding => binding.PropertiesKey == key) is not { } binding)
        {
            return Answer.NotFound;
        }

        if (kind == "q")
        {
            host.UnbindQueue(destination, binding.Source, binding.RoutingKey, binding.Arguments, owner: null);
        }
        else
        {
            host.UnbindExchange(destination, binding.Source, binding.RoutingKey, binding.Arguments);
        }

        return Answer.Done;
    }

    private static BindingView[] Bindings(VirtualHost host, string source, string kind, string destination) =>
        [.. BrokerViews.Bindings(host).Where(Between(source, kind, destination))];

    private static Func<BindingView, bool> Between(string source, string kind, string destination) => binding =>
        binding.Source == NameOf(source) && binding.Destination == destination && binding.DestinationType == (kind == "q" ? "queue" : "exchange");

    private Answer BindingsOf(string host, Func<BindingView, bool> predicate) =>
        Answer.Of(Find(host) is { } found ? BrokerViews.Bindings(found).Where(predicate).ToArray() : null);

    private VirtualHost? Find(string name) => broker.VirtualHosts.GetValueOrDefault(name);

    private Exchange? FindExchange(string host, string name) => Find(host)?.FindExchange(NameOf(name));
}
