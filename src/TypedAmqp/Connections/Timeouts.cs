namespace TypedAmqp.Connections;

/// <summary>What a timeout may be: some time, or no end.</summary>
internal static class Timeouts
{
    public static void Validate(TimeSpan timeout, string name)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                name,
                timeout,
                $"{name} is {timeout}: more than zero is expected and at most {int.MaxValue} ms, or Timeout.InfiniteTimeSpan for no end.");
        }
    }
}
