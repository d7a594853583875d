using Microsoft.Extensions.Logging;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>Keeps the first thing that the broker says of its own mistakes.</summary>
internal sealed class FailureLog : ILoggerFactory, ILogger
{
    private string? _first;

    /// <summary>What it said; null: nothing.</summary>
    public string? First => Volatile.Read(ref _first);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("What it logs goes nowhere else.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Interlocked.CompareExchange(ref _first, $"{formatter(state, exception)}: {exception}", null);
        }
    }

    public void Dispose()
    {
    }
}
