using System.Text.Json;
using System.Text.Json.Serialization;
using TypedAmqp;

namespace Shop;

public enum Region
{
    Eu,
    Us,
}

public enum Facility
{
    Kern,
    Auth,
    [Word("lpr")]
    Printer,
}

public enum Severity
{
    Info,
    Critical,
}

// The wire name is explicit, never the CLR namespace.
[Message("order.placed")]
public sealed record OrderPlaced(Region Region, Guid OrderId, decimal Total);

[Message("order.cancelled")]
public sealed record OrderCancelled(Region Region, Guid OrderId, string Reason);

[Message("greeting", Format = MessageFormat.Text)]
public sealed record Greeting(string Text);

[Message("log.line", Version = 2)]
public sealed record LogLine(Facility Facility, Severity Severity, string Text);

public sealed record QuoteRequest(string Sku, int Quantity = 1);

public sealed record Quote(string Sku, decimal Price);

// RPC: an interface. Direct reply-to underneath, deadlines propagated, typed faults.
[RpcService("pricing", Timeout = 5 * Duration.Second)]
public interface IPricing
{
    Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(Quote))]
[JsonSerializable(typeof(QuoteRequest))]
internal sealed partial class ShopJson : JsonSerializerContext;
