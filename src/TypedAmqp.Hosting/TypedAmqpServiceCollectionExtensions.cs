using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedAmqp.Hosting;

namespace TypedAmqp;

/// <summary>Adds a bus to a host.</summary>
public static class TypedAmqpServiceCollectionExtensions
{
    /// <summary>The name of the health check.</summary>
    public const string HealthCheckName = "typedamqp";

    /// <summary>
    /// Adds an <see cref="AmqpBus"/> that connects, and declares its topology, before the host's other services start; a failure there is the host's. It
    /// comes with a health check, <see cref="HealthCheckName"/>, that is unhealthy while the connection is gone or a consumer is not served.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="uri">Where to connect, as <c>amqp://user:password@host:port/vhost</c>.</param>
    /// <param name="topology">The topology.</param>
    /// <exception cref="FormatException">The URI cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The host has a bus already.</exception>
    public static TypedAmqpBuilder AddTypedAmqp(this IServiceCollection services, string uri, ITopology topology) =>
        services.AddTypedAmqp(new AmqpBusOptions { Connection = AmqpConnectionOptions.Parse(uri), Topology = topology });

    /// <summary>Adds an <see cref="AmqpBus"/>, as <see cref="AddTypedAmqp(IServiceCollection, string, ITopology)"/> does.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How it connects and behaves. Failures of consumers are logged, and then told to what the options name.</param>
    /// <exception cref="InvalidOperationException">The host has a bus already.</exception>
    public static TypedAmqpBuilder AddTypedAmqp(this IServiceCollection services, AmqpBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (services.Any(static service => service.ServiceType == typeof(BusRegistrations)))
        {
            throw new InvalidOperationException("The host has a bus already.");
        }

        BusRegistrations registrations = new();
        services.AddSingleton(registrations);
        services.AddSingleton(options);
        services.AddSingleton<BusService>();
        services.AddHostedService(static provider => provider.GetRequiredService<BusService>());
        services.AddSingleton(static provider => provider.GetRequiredService<BusService>().Bus);
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            HealthCheckName, static provider => new BusHealthCheck(provider.GetRequiredService<BusService>()), failureStatus: null, tags: ["ready"]));
        return new TypedAmqpBuilder(services, registrations);
    }
}
