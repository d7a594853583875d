using System.Text.Json;
using System.Text.Json.Serialization;
using QuickStart;
using TypedAmqp;

[assembly: Topology("coffee", Json = typeof(CoffeeJson))]
[assembly: ClosedTopology]

namespace QuickStart;

// What travels. In a routing key an enum's members are words: {Drink} becomes espresso or latte.
public enum Drink
{
    Espresso,
    Latte,
}

[Message("coffee.ordered")]
public sealed record CoffeeOrdered(Drink Drink, int Table, decimal Price);

[Message("coffee.spilled")]
public sealed record CoffeeSpilled(Drink Drink, int Table);

// Where it is published: to the exchange, under a key that comes from the message.
[Exchange("coffee", ExchangeType.Topic)]
[Publishes<CoffeeOrdered>("coffee.{Drink}.ordered")]
[Publishes<CoffeeSpilled>("coffee.{Drink}.spilled")]
public partial class Coffee;

// Where it arrives. The compiler works out from these patterns what can: the barista gets orders, the manager gets everything.
[Queue("barista")]
[Binding<Coffee>("coffee.*.ordered")]
public partial class Barista;

[Queue("manager")]
[Binding<Coffee>("coffee.#")]
public partial class Manager;

// What is called: a request, a reply, a deadline.
[RpcService("menu", Timeout = 5 * Duration.Second)]
public interface IMenu
{
    Task<Price> PriceAsync(PriceRequest request, CancellationToken cancellationToken = default);
}

public sealed record PriceRequest(string Drink, int Cups = 1);

public sealed record Price(decimal Amount);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CoffeeOrdered))]
[JsonSerializable(typeof(CoffeeSpilled))]
[JsonSerializable(typeof(PriceRequest))]
[JsonSerializable(typeof(Price))]
internal sealed partial class CoffeeJson : JsonSerializerContext;
