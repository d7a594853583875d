namespace TypedAmqp.Broker;

// A queue in use keeps a little memory when it drains, for the next message; one that nobody uses any more gives that back.
public partial class Queue
{
    private bool _isWatched;
    private long _appendedBefore = -1;

    /// <summary>Gives back what it keeps for the next message, where it is empty and was not used since it was asked last.</summary>
    /// <returns>Whether it need not be asked again until it is used.</returns>
    internal bool ReleaseIdle()
    {
        lock (_gate)
        {
            bool wasUsed = _appendedBefore != _store.Appended;
            _appendedBefore = _store.Appended;
            if (_isDeleted || (!wasUsed && _ready.Count == 0 && _store.Trim()))
            {
                _ready.Clear();
                _isWatched = false;
            }

            return !_isWatched;
        }
    }

    // Under the lock, when something is kept.
    private void Watch()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            VirtualHost.Resources.IdleQueues.Watch(this);
        }
    }
}
