using Microsoft.Extensions.DependencyInjection;

namespace TypedAmqp.Hosting;

/// <summary>A scope of the host's container, and the handler in it.</summary>
internal sealed class ServiceScope<THandler> : HandlerScope
    where THandler : class
{
    private readonly AsyncServiceScope _scope;

    public ServiceScope(IServiceProvider provider)
    {
        _scope = provider.CreateAsyncScope();
        try
        {
            Handler = _scope.ServiceProvider.GetRequiredService<THandler>();
        }
        catch
        {
            _scope.Dispose();
            throw;
        }
    }

    public override object Handler { get; }

    public override ValueTask DisposeAsync() => _scope.DisposeAsync();
}
