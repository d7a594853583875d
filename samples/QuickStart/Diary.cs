using System.Diagnostics;

namespace QuickStart;

/// <summary>Who did what, in the order in which it happened.</summary>
internal sealed class Diary
{
    private readonly Lock _gate = new();
    private readonly List<(string Who, string What, TimeSpan At)> _entries = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TaskCompletionSource? _written;
    private int _awaited;

    public void Write(string who, string what)
    {
        lock (_gate)
        {
            _entries.Add((who, what, Stopwatch.GetElapsedTime(_start)));
            if (_entries.Count == _awaited)
            {
                _written?.SetResult();
            }
        }
    }

    /// <summary>All entries, once there are so many.</summary>
    public async Task<IReadOnlyList<(string Who, string What, TimeSpan At)>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        Task written;
        lock (_gate)
        {
            _awaited = count;
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_entries.Count >= count)
            {
                _written.SetResult();
            }

            written = _written.Task;
        }

        await written.WaitAsync(cancellationToken);
        lock (_gate)
        {
            return [.. _entries];
        }
    }
}
