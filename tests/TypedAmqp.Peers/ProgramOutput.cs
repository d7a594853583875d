namespace TypedAmqp.Peers;

/// <summary>The lines that a program prints: those that came, and those that somebody waits for.</summary>
internal sealed class ProgramOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _awaited = [];
    private bool _ended;

    /// <summary>A copy of the lines up to now.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line; null is the end of the output.</summary>
    public void Add(string? line)
    {
        lock (_gate)
        {
            if (line is null)
            {
                _ended = true;
                _awaited.ForEach(waiting => waiting.Found.TrySetException(new EndOfStreamException()));
                _awaited.Clear();
                return;
            }

            _lines.Add(line);
            _awaited.RemoveAll(waiting => waiting.Matches(line) && waiting.Found.TrySetResult(line));
        }
    }

    /// <summary>The first line that matches, now or later.</summary>
    /// <exception cref="EndOfStreamException">The output ended without one.</exception>
    public Task<string> FindAsync(Func<string, bool> matches)
    {
        lock (_gate)
        {
            string? line = _lines.Find(printed => matches(printed));
            if (line is not null)
            {
                return Task.FromResult(line);
            }

            if (_ended)
            {
                return Task.FromException<string>(new EndOfStreamException());
            }

            TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((matches, found));
            return found.Task;
        }
    }
}
