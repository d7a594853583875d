using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TypedAmqp.Hosting;

/// <summary>Adds consumers and RPC servers to a bus of the host.</summary>
public sealed class TypedAmqpBuilder
{
    private readonly BusRegistrations _registrations;

    internal TypedAmqpBuilder(IServiceCollection services, BusRegistrations registrations)
    {
        Services = services;
        _registrations = registrations;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Consumes the queue, or the queues, whose <c>IConsumer</c> or <c>IBatchConsumer</c> a type implements, from the start of the host to its stop.
    /// The consumer is scoped, one for each delivery or batch, unless it is registered otherwise.
    /// </summary>
    /// <typeparam name="TConsumer">The consumer.</typeparam>
    /// <param name="options">How; as <see cref="SubscriptionOptions.Default"/> unless given.</param>
    public TypedAmqpBuilder AddConsumer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TConsumer>(
        SubscriptionOptions? options = null)
        where TConsumer : class
    {
        Services.TryAddScoped<TConsumer>();
        _registrations.AddConsumer(typeof(TConsumer));
        _registrations.Add((bus, provider, cancellationToken) =>
            bus.ConsumeAsync(
                typeof(TConsumer), () => new ServiceScope<TConsumer>(provider), options ?? SubscriptionOptions.Default, cancellationToken));
        return this;
    }

    /// <summary>
    /// Serves the service, or the services, whose interface a type implements, from the start of the host to its stop. The implementation is scoped,
    /// one for each request, unless it is registered otherwise.
    /// </summary>
    /// <typeparam name="TService">The implementation.</typeparam>
    /// <param name="options">How; as <see cref="RpcServerOptions.Default"/> unless given.</param>
    public TypedAmqpBuilder AddRpcServer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        RpcServerOptions? options = null)
        where TService : class
    {
        Services.TryAddScoped<TService>();
        _registrations.AddServer(typeof(TService));
        _registrations.Add((bus, provider, cancellationToken) =>
            bus.ServeAsync(typeof(TService), () => new ServiceScope<TService>(provider), options ?? RpcServerOptions.Default, cancellationToken));
        return this;
    }
}
