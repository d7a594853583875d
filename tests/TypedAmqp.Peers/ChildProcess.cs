using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedAmqp.Peers;

/// <summary>A program that was started, with all that it printed, line by line. Disposing it ends the process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProgramOutput _output = new();
    private readonly ProgramOutput _errors = new();

    private ChildProcess(Process process)
    {
        _process = process;
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the program has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The lines of standard output up to now.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>The lines of standard error up to now.</summary>
    public IReadOnlyList<string> Errors => _errors.Lines;

    /// <summary>Processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        ChildProcess child = new(process);
        process.OutputDataReceived += (_, line) => child._output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => child._errors.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits for a line of standard output, also one that was there before.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or a minute passed, without it; the message holds what it printed.</exception>
    public Task<string> WaitForLineAsync(Func<string, bool> matches) => WaitAsync(_output.FindAsync(matches), "a line that did not come");

    /// <summary>Waits for exactly this line of standard output.</summary>
    /// <inheritdoc cref="WaitForLineAsync(Func{string, bool})"/>
    public Task<string> WaitForLineAsync(string line) => WaitAsync(_output.FindAsync(printed => printed == line), $"the line '{line}'");

    /// <summary>Waits until the program has ended and all its output was read.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await WaitAsync(_process.WaitForExitAsync().ContinueWith(static _ => "", TaskScheduler.Default), "its end");
        return _process.ExitCode;
    }

    /// <summary>Writes a line to the program's standard input.</summary>
    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Closes the program's standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal, as <c>kill</c> does.</summary>
    public void Signal(PosixSignal signal)
    {
        int number = signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Only SIGINT and SIGTERM are sent to programs."),
        };

        if (Kill(Id, number) != 0)
        {
            throw new InvalidOperationException($"The signal {signal} did not reach process {Id}.{Environment.NewLine}{Describe()}");
        }
    }

    /// <summary>Ends the process at once, without giving it a chance (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private async Task<string> WaitAsync(Task<string> awaited, string what)
    {
        try
        {
            return await awaited.WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is TimeoutException or EndOfStreamException)
        {
            throw new InvalidOperationException($"Waited in vain for {what}.{Environment.NewLine}{Describe()}", exception);
        }
    }

    private string Describe()
    {
        string state = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "is running";
        return string.Join(Environment.NewLine, [$"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}: {state}",
            .. Output, "--- standard error", .. Errors]);
    }
}
