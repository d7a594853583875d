using TypedAmqp.Benchmarks;
using TypedAmqp.Benchmarks.Brokers;
using TypedAmqp.Benchmarks.Clients;
using TypedAmqp.Benchmarks.Durable;
using TypedAmqp.Benchmarks.Endurance;
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

if (args is ["rpc-million" or "channels" or "observability"])
{
    await using BrokerProcess broker = await TypedAmqpProcess.StartAsync();
    switch (args[0])
    {
        case "rpc-million":
            return await RpcMillionBenchmark.RunAsync(broker, calls: 1_000_000) ? 0 : 1;
        case "observability":
            return await ObservabilityBenchmark.RunAsync(broker) ? 0 : 1;
        default:
            await ChannelsBenchmark.RunAsync(broker);
            return 0;
    }
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
