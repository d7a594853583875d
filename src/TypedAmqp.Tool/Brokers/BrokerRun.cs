using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TypedAmqp.Broker;
using TypedAmqp.Server;

namespace TypedAmqp.Tool.Brokers;

/// <summary>A broker from its start to the signal that ends it.</summary>
internal static partial class BrokerRun
{
    /// <summary>Runs it.</summary>
    /// <param name="options">Where it listens, and what it serves.</param>
    /// <param name="started">When the process began, as <see cref="Stopwatch"/> counts.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(BrokerServerOptions options, long started)
    {
        ILogger log = options.Broker.LoggerFactory.CreateLogger("TypedAmqp");
        TaskCompletionSource<PosixSignal> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interrupt.Restore();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOn);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOn);

        BrokerServer server;
        try
        {
            server = await BrokerServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ListenException or DataFolderException)
        {
            return Failure.Report(exception.Message);
        }

        await using (server.ConfigureAwait(false))
        {
            IEnumerable<string> management = server.ManagementEndpoint is { } http ? [$"http://{http}/"] : [];
            string addresses = string.Join(' ', server.Endpoints.Select(static endpoint => $"amqp://{endpoint}/").Concat(management));
            string kept = options.Broker.DataFolder is { } folder
                ? $"data in {Path.GetFullPath(folder)}"
                : "in memory, nothing survives the end of this process";
            Console.Out.WriteLine(
                FormattableString.Invariant($"ready {addresses} {kept}; started in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms"));
            if (options.Broker.DataFolder is null)
            {
                LogInMemory(log);
            }

            LogStopping(log, await stop.Task.ConfigureAwait(false));
            await server.StopAsync().ConfigureAwait(false);
        }

        return 0;

        void StopOn(PosixSignalContext context)
        {
            // A second one ends the process at once.
            context.Cancel = stop.TrySetResult(context.Signal);
        }
    }

    [LoggerMessage(LogLevel.Information, "the broker is in memory: durable queues and persistent messages are gone when it ends")]
    private static partial void LogInMemory(ILogger log);

    [LoggerMessage(LogLevel.Information, "stopping on {Signal}")]
    private static partial void LogStopping(ILogger log, PosixSignal signal);
}
