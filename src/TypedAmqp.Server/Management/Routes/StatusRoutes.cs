using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace TypedAmqp.Server.Management;

/// <summary>How the broker is.</summary>
internal static class StatusRoutes
{
    private static readonly string[] TimeUnits = ["days", "weeks", "months", "years"];

    /// <summary>Adds them to those of the API.</summary>
    public static void Add(RouteTable table, Broker.Broker broker, BrokerViews views, MessageActions messages)
    {
        table.Get("overview", _ => views.Overview());
        table.Get("cluster-name", _ => new NameView(views.Overview().ClusterName));
        table.Get("nodes", _ => new[] { views.NodeOf() });
        table.Get("nodes/*", request => request.Names[0] == BrokerViews.Node ? views.NodeOf() : null);

        Answer Alarms() => broker.Resources.Memory.IsHigh ? Failed("Memory or disk alarm") : Ok();
        foreach (string check in (string[])["health/checks/alarms", "health/checks/local-alarms", "healthchecks/node", "healthchecks/node/*"])
        {
            table.Ask(check, _ => ValueTask.FromResult(Alarms()));
        }

        foreach (string check in (string[])["node-is-mirror-sync-critical", "node-is-quorum-critical"])
        {
            table.Get($"health/checks/{check}", static _ => new StatusView("ok") { Reason = "single node cluster" });
        }

        table.Get("health/checks/virtual-hosts", static _ => new StatusView("ok"));
        table.Ask(
            "health/checks/certificate-expiration/*/*",
            static request => ValueTask.FromResult(CertificateExpiration(request.Names[0], request.Names[1])));
        table.Ask("health/checks/port-listener/*", request => ValueTask.FromResult(PortListener(views, request.Names[0])));
        table.Ask("health/checks/protocol-listener/*", request => ValueTask.FromResult(ProtocolListener(views, request.Names[0])));
        table.Ask("aliveness-test/*", messages.TestAsync);
    }

    // No listener has a certificate: none of them expires.
    private static Answer CertificateExpiration(string within, string unit) => (uint.TryParse(
        within, CultureInfo.InvariantCulture, out _), TimeUnits.Contains(unit)) switch
    {
        (_, false) => Answer.Refused($"Time unit not recognised. Supported units: {string.Join(", ", TimeUnits)}."),
        (false, _) => Answer.Refused("Invalid expiration period."),
        _ => Ok(),
    };

    private static Answer PortListener(BrokerViews views, string port)
    {
        if (!ushort.TryParse(port, CultureInfo.InvariantCulture, out ushort number))
        {
            return Answer.Refused("Invalid port");
        }

        int[] ports = [.. views.Listeners().Select(static listener => listener.Port)];
        return ports.Contains(number)
            ? Answer.Of(new StatusView("ok") { Port = number })
            : new Answer(
                StatusCodes.Status503ServiceUnavailable, new StatusView("failed") { Reason = "No active listener", Missing = number, Ports = ports });
    }

    private static Answer ProtocolListener(BrokerViews views, string protocol)
    {
        // As RabbitMQ takes them.
        string known = protocol is "amqp091" or "amqp0-9-1" or "amqp" ? "amqp" : protocol;
        string[] protocols = [.. views.Listeners().Select(static listener => listener.Protocol).Distinct()];
        return protocols.Contains(known)
            ? Answer.Of(new StatusView("ok") { Protocol = known })
            : new Answer(
                StatusCodes.Status503ServiceUnavailable,
                new StatusView("failed") { Reason = "No active listener", Missing = protocol, Protocols = protocols });
    }

    private static Answer Ok() => Answer.Of(new StatusView("ok"));

    private static Answer Failed(string reason) => new(StatusCodes.Status503ServiceUnavailable, new StatusView("failed") { Reason = reason });
}
