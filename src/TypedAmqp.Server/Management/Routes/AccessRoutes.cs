namespace TypedAmqp.Server.Management;

/// <summary>Users, permissions, policies and virtual hosts.</summary>
internal static class AccessRoutes
{
    private static readonly ManagementJson Json = ManagementJson.Default;

    /// <summary>Adds them to those of the API.</summary>
    public static void Add(RouteTable table, Broker.Broker broker, BrokerViews views)
    {
        AccessActions access = new(broker.Access);
        table.Get("whoami", request => new WhoAmIView(request.User.Name, [.. request.User.Tags]));
        table.Get("users", _ => views.Users());
        table.Get(
            "users/without-permissions",
            _ => Array.FindAll(views.Users(), user => !Array.Exists(views.Permissions(), granted => granted.User == user.Name)));
        table.Get("users/*", request => Array.Find(views.Users(), user => user.Name == request.Names[0]));
        table.Put("users/*", Json.UserRequest, (request, user) => access.SetUser(request.Names[0], user));
        table.Delete("users/*", request => Answer.DoneIf(broker.Access.DeleteUser(request.Names[0])));
        table.Get("users/*/permissions", request => Array.FindAll(views.Permissions(), granted => granted.User == request.Names[0]));

        table.Get("permissions", _ => views.Permissions());
        table.Get(
            "permissions/*/*",
            request => Array.Find(views.Permissions(), granted => granted.Vhost == request.Names[0] && granted.User == request.Names[1]));
        table.Put("permissions/*/*", Json.PermissionRequest, (request, granted) => broker.VirtualHosts.ContainsKey(request.Names[0])
            ? access.SetPermissions(request.Names[0], request.Names[1], granted)
            : Answer.NotFound);
        table.Delete("permissions/*/*", request => Answer.DoneIf(broker.Access.ClearPermissions(request.Names[1], request.Names[0])));

        PolicyActions policies = new(broker);
        foreach (string kind in (string[])["policies", "operator-policies"])
        {
            table.Get(kind, _ => policies.All(kind));
            table.Get($"{kind}/*", request => Array.FindAll(policies.All(kind), policy => policy.Vhost == request.Names[0]));
            table.Get(
                $"{kind}/*/*",
                request => Array.Find(policies.All(kind), policy => policy.Vhost == request.Names[0] && policy.Name == request.Names[1]));
            table.Put($"{kind}/*/*", Json.PolicyRequest, (request, policy) => broker.VirtualHosts.ContainsKey(request.Names[0])
                ? policies.Set(kind, request.Names[0], request.Names[1], policy)
                : Answer.NotFound);
            table.Delete($"{kind}/*/*", request => policies.Clear(kind, request.Names[0], request.Names[1]));
        }

        VirtualHostActions virtualHosts = new(broker);
        table.Get("vhosts", _ => views.VirtualHosts());
        table.Get("vhosts/*", request => broker.VirtualHosts.GetValueOrDefault(request.Names[0]) is { } host ? views.VirtualHost(host) : null);
        table.Put("vhosts/*", Json.VirtualHostRequest, (request, host) => virtualHosts.Make(request.User, request.Names[0], host));
        table.Delete("vhosts/*", request => Answer.DoneIf(broker.DeleteVirtualHost(request.Names[0])));
        table.Get("vhosts/*/permissions", request => Array.FindAll(views.Permissions(), granted => granted.Vhost == request.Names[0]));

        // What this broker does not have: there is none of it, and none can be made.
        foreach (string absent in (string[])["parameters", "global-parameters", "vhost-limits", "user-limits", "topic-permissions", "extensions",
            "feature-flags"])
        {
            table.Get(absent, static _ => Array.Empty<object>());
            table.Get($"{absent}/*", static _ => Array.Empty<object>());
        }

        table.Get("users/*/topic-permissions", static _ => Array.Empty<object>());
        table.Get("vhosts/*/topic-permissions", static _ => Array.Empty<object>());
    }
}
