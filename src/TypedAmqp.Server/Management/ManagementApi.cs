using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;
using static TypedAmqp.Server.Management.TopologyActions;

namespace TypedAmqp.Server.Management;

/// <summary>
/// The management API: the addresses, methods and shapes of RabbitMQ's own, for what this broker has. An address is given in its parts, each unescaped; parts of it
/// that name something are in lower-case words below.
/// </summary>
internal sealed class ManagementApi(Broker.Broker broker, BrokerViews views)
{
    private readonly DefinitionsImport _import = new(broker);
    private readonly AccessActions _access = new(broker.Access);
    private readonly PolicyActions _policies = new(broker);
    private readonly VirtualHostActions _virtualHosts = new(broker);

    /// <summary>Does what is asked for.</summary>
    /// <param name="user">Who asks, an administrator.</param>
    /// <param name="path">The address behind <c>/api/</c>.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="AmqpException">The broker refuses it.</exception>
    /// <exception cref="JsonException">The body cannot be read.</exception>
    /// <exception cref="ArgumentException">A name is too long.</exception>
    public ValueTask<Answer> AnswerAsync(BrokerUser user, string[] path, HttpRequest request)
    {
        foreach (string part in path)
        {
            NameLimit.Check(part);
        }

        return RouteAsync(user, path, request);
    }

    private async ValueTask<Answer> RouteAsync(BrokerUser user, string[] path, HttpRequest request) => (MethodOf(request), path) switch
    {
        ("GET", ["overview"]) => Answer.Of(views.Overview()),
        ("GET", ["whoami"]) => Answer.Of(new WhoAmIView(user.Name, [.. user.Tags])),
        ("GET", ["connections"]) => Answer.Of(views.Connections()),
        ("GET", ["health", "checks", "alarms" or "local-alarms"]) => broker.Resources.Memory.IsHigh
            ? new Answer(StatusCodes.Status503ServiceUnavailable, new StatusView("failed"))
            : Answer.Of(new StatusView("ok")),

        ("GET", ["users"]) => Answer.Of(views.Users()),
        ("GET", ["users", var name]) => Answer.Of(Array.Find(views.Users(), found => found.Name == name)),
        ("PUT", ["users", var name]) => _access.SetUser(name, await ReadAsync(request, ManagementJson.Default.UserRequest).ConfigureAwait(false)),
        ("DELETE", ["users", var name]) => Answer.DoneIf(broker.Access.DeleteUser(name)),
        ("GET", ["users", var name, "permissions"]) => Answer.Of(Array.FindAll(views.Permissions(), found => found.User == name)),
        ("GET", ["permissions"]) => Answer.Of(views.Permissions()),
        ("GET", ["vhosts", var host, "permissions"]) => Answer.Of(Array.FindAll(views.Permissions(), found => found.Vhost == host)),
        ("GET", ["permissions", var host, var name]) => Answer.Of(Array.Find(views.Permissions(), found => found.Vhost == host && found.User == name)),
        ("PUT", ["permissions", var host, var name]) => Find(host) is null
            ? Answer.NotFound
            : _access.SetPermissions(host, name, await ReadAsync(request, ManagementJson.Default.PermissionRequest).ConfigureAwait(false)),
        ("DELETE", ["permissions", var host, var name]) => Answer.DoneIf(broker.Access.ClearPermissions(name, host)),

        ("GET", [("policies" or "operator-policies") and var kind]) => Answer.Of(_policies.All(kind)),
        ("GET", [("policies" or "operator-policies") and var kind, var host]) => Answer.Of(Array.FindAll(_policies.All(kind), found => found.Vhost == host)),
        ("GET", [("policies" or "operator-policies") and var kind, var host, var name]) =>
            Answer.Of(Array.Find(_policies.All(kind), found => found.Vhost == host && found.Name == name)),
        ("PUT", [("policies" or "operator-policies") and var kind, var host, var name]) => Find(host) is null
            ? Answer.NotFound
            : _policies.Set(kind, host, name, await ReadAsync(request, ManagementJson.Default.PolicyRequest).ConfigureAwait(false)),
        ("DELETE", [("policies" or "operator-policies") and var kind, var host, var name]) => _policies.Clear(kind, host, name),

        ("GET", ["vhosts"]) => Answer.Of(views.VirtualHosts()),
        ("GET", ["vhosts", var host]) => Answer.Of(Find(host) is { } found ? BrokerViews.VirtualHost(found) : null),
        ("PUT", ["vhosts", { Length: > 0 } host]) =>
            _virtualHosts.Make(user, host, await ReadAsync(request, ManagementJson.Default.VirtualHostRequest).ConfigureAwait(false)),
        ("DELETE", ["vhosts", var host]) => Answer.DoneIf(broker.DeleteVirtualHost(host)),

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
        ("POST", ["definitions"]) => _import.Import(user, await ReadAsync(request, ManagementJson.Default.Definitions).ConfigureAwait(false), host: null),
        ("POST", ["definitions", var host]) => Find(host) is null
            ? Answer.NotFound
            : _import.Import(user, await ReadAsync(request, ManagementJson.Default.Definitions).ConfigureAwait(false), host),

        ("GET", _) => Answer.NotFound,
        _ => new Answer(StatusCodes.Status405MethodNotAllowed, new ErrorView("method_not_allowed", $"{request.Method} is not for {request.Path}.")),
    };

    // Of an answer to HEAD the server sends the headers only.
    private static string MethodOf(HttpRequest request) => HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;

    private static bool Flag(HttpRequest request, string name) => request.Query[name] is ["true"];

    private static async ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        // Its length may not be known before it has come.
        PipeReader body = request.BodyReader;
        ReadResult beginning = await body.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (beginning is { IsCompleted: true, Buffer.IsEmpty: true })
        {
            return JsonSerializer.Deserialize("{}", type)!;
        }

        body.AdvanceTo(beginning.Buffer.Start);
        return await JsonSerializer.DeserializeAsync(body, type, request.HttpContext.RequestAborted).ConfigureAwait(false)
            ?? throw new JsonException("The body is null.");
    }

    private Answer BindingsOf(string host, Func<BindingView, bool> predicate) =>
        Answer.Of(Find(host) is { } found ? BrokerViews.Bindings(found).Where(predicate).ToArray() : null);

    private VirtualHost? Find(string name) => broker.VirtualHosts.GetValueOrDefault(name);

    private Exchange? FindExchange(string host, string name) => Find(host)?.FindExchange(NameOf(name));
}
