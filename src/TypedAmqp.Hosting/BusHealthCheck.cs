using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TypedAmqp.Hosting;

/// <summary>Healthy: connected, and every consumer is served. Degraded: the broker asks publishers to pause. Else unhealthy.</summary>
internal sealed class BusHealthCheck(BusService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        AmqpBusStatus status = service.Bus.Status;
        if (!status.IsHealthy)
        {
            return new HealthCheckResult(failure, status.Problem ?? "The connection is closed by this program.");
        }

        return status.BlockedReason is string reason
            ? HealthCheckResult.Degraded($"The broker blocks publishing: {reason}.")
            : HealthCheckResult.Healthy($"Connected, {service.Subscriptions.Count} subscriptions.");
    }
}
