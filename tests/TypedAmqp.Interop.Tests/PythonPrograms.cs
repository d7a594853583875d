using System.Runtime.InteropServices;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The Python programs that one scenario runs against one broker. What still runs at its end is ended.</summary>
internal sealed class PythonPrograms(BrokerProcess broker) : IAsyncDisposable
{
    private readonly List<ChildProcess> _started = [];

    /// <summary>Starts a program and leaves it running.</summary>
    public ChildProcess Start(string name, params IEnumerable<string> arguments)
    {
        ChildProcess program = PythonProgram.Start(Path.Combine(AppContext.BaseDirectory, "programs", name + ".py"), broker.UriFor(), arguments);
        _started.Add(program);
        return program;
    }

    /// <summary>Starts a program and waits until it printed this line.</summary>
    public async Task<ChildProcess> StartAsync(string name, string readyLine, params IEnumerable<string> arguments)
    {
        ChildProcess program = Start(name, arguments);
        await program.WaitForLineAsync(readyLine);
        return program;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string name, params IEnumerable<string> arguments) => await OutputAsync(Start(name, arguments));

    /// <summary>Interrupts a program, as a person with Ctrl+C, and waits for its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> InterruptAsync(ChildProcess program)
    {
        program.Signal(PosixSignal.SIGINT);
        return await OutputAsync(program);
    }

    /// <summary>Waits for a program's end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> OutputAsync(ChildProcess program)
    {
        int exitCode = await program.WaitForExitAsync();
        string output = string.Join('\n', program.Output);
        Assert.True(exitCode == 0, $"It ended with {exitCode}.\n{output}\n{string.Join('\n', program.Errors)}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess program in _started)
        {
            await program.DisposeAsync();
        }
    }
}
