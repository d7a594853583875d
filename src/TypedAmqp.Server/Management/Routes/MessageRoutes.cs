namespace TypedAmqp.Server.Management;

/// <summary>Messages, published and fetched by hand.</summary>
internal static class MessageRoutes
{
    /// <summary>Adds them to those of the API.</summary>
    public static void Add(RouteTable table, MessageActions messages)
    {
        table.Post("exchanges/*/*/publish", ManagementJson.Default.PublishRequest, messages.PublishAsync);
        table.Post("queues/*/*/get", ManagementJson.Default.GetRequest, messages.GetAsync);
    }
}
