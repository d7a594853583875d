using System.Globalization;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Tool.Brokers;

/// <summary>
/// Logs to standard error, a line an event. The logging library's own console would make the start slower, and writes to standard output.
/// </summary>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It logs to standard error only.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
            string cause = exception is null ? "" : $" {exception}";
            Console.Error.WriteLine($"{time} {Name(logLevel)} {formatter(state, exception)}{cause}");
        }
    }

    public void Dispose()
    {
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
