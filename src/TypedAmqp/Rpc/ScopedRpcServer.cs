using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>A server that has an implementation of its service made for each request.</summary>
internal sealed class ScopedRpcServer(RpcServiceDescriptor service, Func<HandlerScope> open) : RpcServer(service.Name)
{
    protected override async ValueTask DispatchAsync(RpcRequest request)
    {
        HandlerScope scope = open();
        await using (scope.ConfigureAwait(false))
        {
            await service.CreateServer(scope.Handler).RunAsync(request).ConfigureAwait(false);
        }
    }
}
