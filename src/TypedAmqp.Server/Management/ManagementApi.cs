using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>The management API: the addresses, methods and shapes of RabbitMQ's own, for what this broker has.</summary>
internal sealed class ManagementApi
{
    private readonly RouteTable _routes = new();
    private readonly Broker.Broker _broker;

    public ManagementApi(Broker.Broker broker, BrokerViews views)
    {
        _broker = broker;
        MessageActions messages = new(broker);
        StatusRoutes.Add(_routes, broker, views, messages);
        ClientRoutes.Add(_routes, broker, views.Clients);
        AccessRoutes.Add(_routes, broker, views);
        TopologyRoutes.Add(_routes, broker, views);
        MessageRoutes.Add(_routes, messages);
    }

    /// <summary>Does what is asked for.</summary>
    /// <param name="login">Who asks, an administrator, and their password.</param>
    /// <param name="path">The address behind <c>/api/</c> in its parts, each unescaped.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="AmqpException">The broker refuses it.</exception>
    /// <exception cref="JsonException">The body cannot be read.</exception>
    /// <exception cref="ArgumentException">A name is too long.</exception>
    public async ValueTask<Answer> AnswerAsync((BrokerUser User, string Password) login, string[] path, HttpRequest request)
    {
        foreach (string part in path)
        {
            NameLimit.Check(part);
        }

        // Of an answer to HEAD the server sends the headers only.
        string method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        if (_routes.Find(method, path) is { } route)
        {
            Answer answer = await route.AnswerAsync(new ApiRequest(request, login.User, login.Password, route.NamesIn(path))).ConfigureAwait(false);

            // As over AMQP: what was answered a killed process does not take back.
            _broker.Resources.Log?.Write();
            return answer.Body is Array list && method == HttpMethods.Get ? Listing.Of(list, request.Query) : answer;
        }

        string[] methods = _routes.MethodsAt(path);
        return methods.Length == 0
            ? Answer.NotFound
            : new Answer(HttpMethods.IsOptions(method)
                ? StatusCodes.Status200OK
                : StatusCodes.Status405MethodNotAllowed) { Allow = string.Join(", ", methods) };
    }
}
