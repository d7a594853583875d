using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TypedAmqp.Hosting;

/// <summary>Healthy: connected, and every consumer is served. Degraded: the broker asks publishers to pause. Else unhealthy.</summary>
internal sealed class BusHealthCheck(BusService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        if (!service.IsStarted)
        {
            return new HealthCheckResult(failure, "The bus is not connected yet.");
        }

        if (!service.Bus.Connection.IsOpen)
        {
            return new HealthCheckResult(failure, "The connection to the broker is lost.");
        }

        IEnumerable<ConsumerSubscription> ended = service.Subscriptions.Where(static subscription => !subscription.IsRunning);
        string[] stopped = [.. ended.Select(static subscription => subscription.Queue)];
        if (stopped.Length > 0)
        {
            return new HealthCheckResult(failure, $"Not consumed any more: {string.Join(", ", stopped)}.");
        }

        return service.Bus.Connection.IsBlocked
            ? HealthCheckResult.Degraded("The broker blocks publishing: it is short of memory or disk.")
            : HealthCheckResult.Healthy($"Connected, {service.Subscriptions.Count} subscriptions.");
    }
}
