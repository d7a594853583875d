using Microsoft.Extensions.Logging;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Hosting.Tests;

/// <summary>Records what is logged.</summary>
/// <param name="least">From which level on; errors unless given.</param>
internal sealed class LogRecorder(LogLevel least = LogLevel.Error) : ILoggerProvider, ILogger
{
    public Recorder Recorder { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Recorder.Add(formatter(state, exception));
        }
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
