namespace TypedAmqp.Broker;

/// <summary>
/// How many routes the connections of a broker may remember together, beyond the few that each may: what they hold stays within about 15 MB.
/// </summary>
internal sealed class RouteBudget
{
    private int _left = 64 * 1024;

    /// <summary>Takes some, if there are as many left.</summary>
    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Gives some back.</summary>
    public void Return(int count) => Interlocked.Add(ref _left, count);
}
