using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace TypedAmqp.Server;

/// <summary>What Kestrel asks for behind its listeners. Ours hand their connections to the broker before it comes to HTTP.</summary>
internal sealed class NoHttpApplication : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public Task ProcessRequestAsync(IFeatureCollection context) => throw new InvalidOperationException("A listener of the broker speaks AMQP, not HTTP.");

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }
}
