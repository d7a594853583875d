using TypedAmqp;

namespace QuickStart;

/// <summary>Serves the menu.</summary>
internal sealed class MenuService : IMenu
{
    public Task<Price> PriceAsync(PriceRequest request, CancellationToken cancellationToken = default) => request.Drink switch
    {
        "espresso" => Task.FromResult(new Price(2.20m * request.Cups)),
        "latte" => Task.FromResult(new Price(3.80m * request.Cups)),
        _ => throw new RpcFaultException("not-on-the-menu", $"We do not serve {request.Drink}."),
    };
}
