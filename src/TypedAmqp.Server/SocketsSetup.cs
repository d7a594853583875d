using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TypedAmqp.Server;

/// <summary>
/// Kestrel takes the memory pool of its sockets only from a container that a web host builds. This is as much of a web host and of a container as
/// that needs: the real ones would double the time of a start.
/// </summary>
internal sealed class SocketsSetup(IMemoryPoolFactory<byte> pools) : IWebHostBuilder, IServiceProvider
{
    private readonly WebHostBuilderContext _context = new();
    private readonly ServiceCollection _services = [];

    /// <summary>The options of Kestrel's sockets with this memory pool.</summary>
    public static SocketTransportOptions Create(IMemoryPoolFactory<byte> pools, Action<SocketTransportOptions> configure)
    {
        SocketsSetup setup = new(pools);
        setup.UseSockets(configure);
        SocketTransportOptions options = new();
        foreach (ServiceDescriptor service in setup._services.Where(
            static service => service.ServiceType == typeof(IConfigureOptions<SocketTransportOptions>)))
        {
            object configuration = service.ImplementationInstance ?? service.ImplementationFactory!(setup);
            ((IConfigureOptions<SocketTransportOptions>)configuration).Configure(options);
        }

        return options;
    }

    public object? GetService(Type serviceType) => serviceType == typeof(IMemoryPoolFactory<byte>) ? pools : null;

    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(_services);
        return this;
    }

    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices)
    {
        configureServices(_context, _services);
        return this;
    }

    public IWebHostBuilder ConfigureAppConfiguration(Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => throw NotHere();

    public string? GetSetting(string key) => null;

    public IWebHostBuilder UseSetting(string key, string? value) => throw NotHere();

    // The interface has this member although its type is on the way out.
#pragma warning disable ASPDEPR008
    public IWebHost Build() => throw NotHere();
#pragma warning restore ASPDEPR008

    private static NotSupportedException NotHere() => new("This collects services; it is no host.");
}
