using System.Globalization;
using System.Text.Json;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Brokers;

/// <summary>The neutral load generator, a C program: built once a run where there is a compiler.</summary>
internal sealed class LoadGenerator
{
    private readonly string _program;

    private LoadGenerator(string program)
    {
        _program = program;
    }

    /// <summary>Builds it.</summary>
    /// <returns>Null where there is no compiler.</returns>
    public static async Task<LoadGenerator?> BuildAsync()
    {
        if (Peer.Find("cc") is not { } compiler)
        {
            return null;
        }

        string source = Path.Combine(AppContext.BaseDirectory, "load", "amqpload.c");
        string program = Path.ChangeExtension(source, null);
        await using ChildProcess build = ChildProcess.Start(compiler, ["-O2", "-pthread", "-o", program, source]);
        return await build.WaitForExitAsync() == 0
            ? new LoadGenerator(program)
            : throw new InvalidOperationException($"{source} cannot be built:{Environment.NewLine}{string.Join(Environment.NewLine, build.Errors)}");
    }

    /// <summary>Starts it against a broker.</summary>
    public ChildProcess Start(BrokerProcess broker, string mode, IEnumerable<string> arguments) =>
        ChildProcess.Start(_program, [mode, "--port", broker.Port.ToString(CultureInfo.InvariantCulture), .. arguments]);

    /// <summary>Runs it against a broker.</summary>
    /// <returns>The object that it prints.</returns>
    public Task<JsonElement> RunAsync(BrokerProcess broker, string mode, IEnumerable<string> arguments) =>
        FinishAsync(Start(broker, mode, arguments), $"{mode} {string.Join(' ', arguments)} against {broker.Name}");

    /// <summary>Sends the same octets through a bare relay, with no broker between.</summary>
    /// <returns>The object that it prints.</returns>
    public Task<JsonElement> RelayAsync(IEnumerable<string> arguments) =>
        FinishAsync(ChildProcess.Start(_program, ["relay", .. arguments]), $"relay {string.Join(' ', arguments)}");

    private static async Task<JsonElement> FinishAsync(ChildProcess process, string what)
    {
        await using ChildProcess run = process;
        return await run.WaitForExitAsync() == 0
            ? JsonElement.Parse(run.Output[0])
            : throw new InvalidOperationException($"{what}: {string.Join(' ', run.Errors)}");
    }
}
