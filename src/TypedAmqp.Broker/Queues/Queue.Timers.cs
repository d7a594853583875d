namespace TypedAmqp.Broker;

// Work that no client's method sets in motion: of timers, and of policies that change.
public partial class Queue
{
    /// <summary>A timer that is not set yet.</summary>
    private protected ITimer CreateTimer(Action<Turn> work) =>
        Clock.CreateTimer(_ => Work(work), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    // What lies in a store cannot be read any more when the broker has ended.
    private void Work(Action<Turn> work)
    {
        BrokerResources resources = VirtualHost.Resources;
        if (!resources.Timers.TryEnter())
        {
            return;
        }

        resources.Activity.Note();
        Turn turn = Turn.Begin();
        try
        {
            work(turn);
        }
        finally
        {
            turn.End();
            resources.Activity.Happened();
            resources.Timers.Exit();
        }
    }
}
