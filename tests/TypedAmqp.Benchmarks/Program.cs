using TypedAmqp.Benchmarks;
using TypedAmqp.Benchmarks.Brokers;
using TypedAmqp.Benchmarks.Clients;
using TypedAmqp.Benchmarks.Durable;
using TypedAmqp.Benchmarks.Frames;
using TypedAmqp.Benchmarks.Growth;
using TypedAmqp.Peers;

if (args is ["client-case", ..])
{
    // One case in a process of its own, started by ClientBenchmark: its processor time and its garbage are its own.
    await ClientRun.RunAsync(args[1..]);
    return 0;
}

if (args is ["frames"])
{
    FrameBenchmark.Run();
    return 0;
}

if (args is ["growth", .. var words])
{
    await GrowthBenchmark.RunAsync(string.Join(' ', words));
    return 0;
}

if (!Settings.TryParse(args, out Settings settings))
{
    await Console.Error.WriteLineAsync(Settings.Usage);
    return 1;
}

if (settings.Durable)
{
    await new DurableBenchmark(settings).RunAsync();
}

if (!settings.Brokers && !settings.Clients)
{
    return 0;
}

await using BrokerProcess ours = await TypedAmqpProcess.StartAsync();
await using BrokerProcess? rabbitMq = await settings.RabbitMqAsync();
BrokerProcess[] brokers = rabbitMq is null ? [ours] : [ours, rabbitMq];
if (settings.Brokers)
{
    await new BrokerBenchmark(brokers, settings).RunAsync();
    await ProcessBenchmark.RunAsync(settings);
}

if (settings.Clients)
{
    await new ClientBenchmark(brokers, settings).RunAsync();
}

return 0;
