using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TypedAmqp.Server;

/// <summary>Collects the services of Kestrel's transport, and nothing else of a web host: the rest would make the start slower.</summary>
internal sealed class TransportServices : IWebHostBuilder
{
    private readonly WebHostBuilderContext _context = new();

    public ServiceCollection Collection { get; } = [];

    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(Collection);
        return this;
    }

    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices)
    {
        configureServices(_context, Collection);
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
