using System.Diagnostics;
using QuickStart;
using Spectre.Console;
using TypedAmqp;
using TypedAmqp.Testing;

using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
CancellationToken cancellationToken = deadline.Token;

// A real AMQP broker, in this process. Give AmqpBus a URI instead, and the same code works with any RabbitMQ.
long start = Stopwatch.GetTimestamp();
await using TestBroker broker = await TestBroker.StartAsync(cancellationToken: cancellationToken);
AnsiConsole.MarkupLineInterpolated(
    $"[green]✓[/] broker ready at [blue]{broker.Uri}[/] after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");

// Connect, and declare what Topology.cs says.
await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.Uri, CoffeeTopology.Instance, cancellationToken);
AnsiConsole.Write(Pictures.Topology(CoffeeTopology.Instance.Descriptor));

// Consume: the queue follows from the handler's type.
Diary diary = new();
await using ConsumerSubscription barista = await bus.ConsumeAsync(new BaristaHandler(diary), cancellationToken);
await using ConsumerSubscription manager = await bus.ConsumeAsync(new ManagerHandler(diary), cancellationToken);

// Publish: each call returns when the broker has confirmed.
await bus.Coffee().PublishAsync(new CoffeeOrdered(Drink.Espresso, Table: 4, Price: 2.20m), cancellationToken);
await bus.Coffee().PublishAsync(new CoffeeOrdered(Drink.Latte, Table: 7, Price: 3.80m), cancellationToken);
await bus.Coffee().PublishAsync(new CoffeeSpilled(Drink.Latte, Table: 7), cancellationToken);
AnsiConsole.Write(Pictures.Diary(await diary.ReadAsync(5, cancellationToken)));

// Call: the service is its interface, on both sides.
await using ConsumerSubscription server = await bus.ServeAsync(new MenuService(), cancellationToken: cancellationToken);
Price price = await bus.Menu().PriceAsync(new PriceRequest("latte", Cups: 2), cancellationToken);
AnsiConsole.MarkupLineInterpolated($"[green]✓[/] two latte are [yellow]{price.Amount:0.00}[/]");
try
{
    await bus.Menu().PriceAsync(new PriceRequest("tea"), cancellationToken);
}
catch (RpcFaultException fault)
{
    AnsiConsole.MarkupLineInterpolated($"[green]✓[/] tea is a typed fault, [red]{fault.Code}[/]: {fault.Message}");
}

start = Stopwatch.GetTimestamp();
await Task.WhenAll(Enumerable.Range(1, 2000).Select(cups => bus.Menu().PriceAsync(new PriceRequest("espresso", cups), cancellationToken)));
AnsiConsole.MarkupLineInterpolated(
    $"[green]✓[/] 2,000 calls, all in flight on one channel, took {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");

// Publish many: confirms are pipelined.
start = Stopwatch.GetTimestamp();
await bus.Coffee().PublishAsync(Enumerable.Range(1, 20_000).Select(table => new CoffeeSpilled(Drink.Espresso, table)), cancellationToken);
await diary.ReadAsync(20_005, cancellationToken);
TimeSpan took = Stopwatch.GetElapsedTime(start);
AnsiConsole.MarkupLineInterpolated(
    $"[green]✓[/] 20,000 messages published, confirmed, routed, handled and acknowledged in {took.TotalMilliseconds:0} ms ({20_000 / took.TotalSeconds:N0}/s)");
