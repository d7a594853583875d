namespace TypedAmqp.Server.Management;

/// <summary>Who is connected, and what they do.</summary>
internal static class ClientRoutes
{
    // Of RabbitMQ, unless the request gives another one.
    private const string Reason = "Closed via management plugin";

    /// <summary>Adds them to those of the API.</summary>
    public static void Add(RouteTable table, Broker.Broker broker, ClientViews views)
    {
        ConnectionView? Connection(string name) => Array.Find(views.Connections(), connection => connection.Name == name);
        bool IsHost(ApiRequest request) => broker.VirtualHosts.ContainsKey(request.Names[0]);

        table.Get("connections", _ => views.Connections());
        table.Get("connections/*", request => Connection(request.Names[0]));
        table.Get("connections/*/channels", request => Connection(request.Names[0]) is null
            ? null
            : Array.FindAll(views.Channels(), channel => channel.ConnectionDetails.Name == request.Names[0]));
        table.Delete("connections/*", request =>
        {
            if (views.Find(request.Names[0]) is not { } connection)
            {
                return Answer.NotFound;
            }

            connection.Stop(request.Http.Headers["X-Reason"] is [{ Length: > 0 } reason] ? reason : Reason);
            return Answer.Done;
        });
        table.Get("vhosts/*/connections", request => IsHost(request)
            ? Array.FindAll(views.Connections(), connection => connection.Vhost == request.Names[0])
            : null);

        table.Get("channels", _ => views.Channels());
        table.Get("channels/*", request => Array.Find(views.Channels(), channel => channel.Name == request.Names[0]));
        table.Get("vhosts/*/channels", request => IsHost(request)
            ? Array.FindAll(views.Channels(), channel => channel.Vhost == request.Names[0])
            : null);

        table.Get("consumers", _ => views.Consumers());
        table.Get("consumers/*", request => IsHost(request)
            ? Array.FindAll(views.Consumers(), consumer => consumer.Queue.Vhost == request.Names[0])
            : null);
    }
}
