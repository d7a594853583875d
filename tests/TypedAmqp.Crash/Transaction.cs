namespace TypedAmqp.Crash;

/// <summary>A transaction whose commit was not answered yet: what it publishes and settles in each queue.</summary>
internal sealed class Transaction
{
    public List<(QueueJournal Queue, long Number)> Published { get; } = [];

    public List<(QueueJournal Queue, long Number)> Settled { get; } = [];

    /// <summary><c>tx.commit</c> was sent, or is about to be; the answer did not come.</summary>
    public bool IsCommitSent { get; set; }

    /// <summary>All or nothing of it is in effect, and nothing unless it was to be committed.</summary>
    public void Check(IReadOnlyDictionary<QueueJournal, HashSet<long>> found, CrashReport report)
    {
        int there = Published.Count(message => found[message.Queue].Contains(message.Number));
        int back = Settled.Count(message => found[message.Queue].Contains(message.Number));
        bool isDone = there == Published.Count && back == 0;
        bool isUndone = there == 0 && back == Settled.Count;
        if (!isUndone && !(isDone && IsCommitSent))
        {
            string state = IsCommitSent ? "being committed" : "not committed";
            report.Violated(
                $"of a transaction that was {state}, {there} of {Published.Count} messages are there and {back} of {Settled.Count} are back");
        }
    }
}
