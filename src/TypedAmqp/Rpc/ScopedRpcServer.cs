using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>A server that has an implementation of its service made for each request.</summary>
internal sealed class ScopedRpcServer(RpcServiceDescriptor service, Func<HandlerScope> open) : RpcServer(service.Name)
{
    private RpcServer? _any;

    internal override RpcFaultContract? ContractOf(string method, RpcFaultException fault) => _any?.ContractOf(method, fault);

    protected override async ValueTask DispatchAsync(RpcRequest request)
    {
        HandlerScope scope = open();
        await using (scope.ConfigureAwait(false))
        {
            // What faults the service declares is the same for all of them.
            RpcServer server = service.CreateServer(scope.Handler);
            _any = server;
            await server.RunAsync(request).ConfigureAwait(false);
        }
    }
}
