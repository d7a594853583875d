using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TypedAmqp.Hosting;

namespace TypedAmqp;

/// <summary>Adds a bus to a host.</summary>
public static class TypedAmqpServiceCollectionExtensions
{
    /// <summary>The name of the health check.</summary>
    public const string HealthCheckName = "typedamqp";

    /// <summary>
    /// Adds an <see cref="AmqpBus"/> that connects, and declares its topology, before the host's other services start; a failure there is the host's.
    /// Any service may take it: what is published before it is connected waits, each publish within its deadline. It comes with a health check,
    /// <see cref="HealthCheckName"/>, that is unhealthy while the connection is gone or a consumer is not served. A host with OpenTelemetry listens
    /// to <see cref="TypedAmqpTelemetry.Name"/> from then on.
    /// </summary>
    /// <remarks>
    /// A host may have a bus for each of several topologies. The first is the service <see cref="AmqpBus"/>; each one, the first too, is the keyed
    /// service of its topology's name, and the health checks of the others are called <c>typedamqp-name</c>.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="uri">Where to connect, as <c>amqp://user:password@host:port/vhost</c>.</param>
    /// <param name="topology">The topology.</param>
    /// <exception cref="FormatException">The URI cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The host has a bus for the topology already.</exception>
    public static TypedAmqpBuilder AddTypedAmqp(this IServiceCollection services, string uri, ITopology topology) =>
        services.AddTypedAmqp(new AmqpBusOptions { Connection = AmqpConnectionOptions.Parse(uri), Topology = topology });

    /// <summary>Adds an <see cref="AmqpBus"/>, as <see cref="AddTypedAmqp(IServiceCollection, string, ITopology)"/> does.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How it connects and behaves. Failures of consumers are logged, and then told to what the options name.</param>
    /// <exception cref="InvalidOperationException">The host has a bus for the topology already.</exception>
    public static TypedAmqpBuilder AddTypedAmqp(this IServiceCollection services, AmqpBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        string name = options.Topology?.Descriptor.Name ?? "";
        bool isFirst = services.All(static service => service.ServiceType != typeof(BusService));
        if (services.Any(service => service.ServiceType == typeof(BusService) && name.Equals(service.ServiceKey)))
        {
            throw new InvalidOperationException($"The host has a bus for the topology '{name}' already.");
        }

        BusRegistrations registrations = new();
        services.AddKeyedSingleton(name, (provider, _) => new BusService(
            options, registrations, provider, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<BusService>(name));
        services.AddKeyedSingleton(name, static (provider, name) => provider.GetRequiredKeyedService<BusService>(name).Bus);
        if (isFirst)
        {
            // Where the host has OpenTelemetry, it listens to the bus; where it has not, this does nothing.
            services.ConfigureOpenTelemetryTracerProvider(static tracing => tracing.AddSource(TypedAmqpTelemetry.Name));
            services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddMeter(TypedAmqpTelemetry.Name));
            services.AddSingleton(options);
            services.AddSingleton(provider => provider.GetRequiredKeyedService<BusService>(name).Bus);
        }

        services.AddHealthChecks().Add(new HealthCheckRegistration(
            isFirst ? HealthCheckName : $"{HealthCheckName}-{name}",
            provider => new BusHealthCheck(provider.GetRequiredKeyedService<BusService>(name)),
            failureStatus: null,
            tags: ["ready"]));
        return new TypedAmqpBuilder(services, registrations);
    }
}
