namespace TypedAmqp.Broker;

// A queue whose policies change while it is there.
public partial class Queue
{
    /// <summary>Does from now on as the policies of this moment say. No lock is held.</summary>
    internal void ApplyPolicies() => Work(turn =>
    {
        BrokerResources resources = VirtualHost.Resources;
        QueueSettings? settings = QueueSettings.From(resources.Policies.ArgumentsOf(VirtualHost.Name, Declaration), resources.Compatibility);
        lock (_gate)
        {
            if (!_isDeleted && settings != _settings)
            {
                Apply(settings, turn);
            }
        }
    });

    /// <summary>Takes other settings. Under the lock of the queue.</summary>
    private protected virtual void Apply(QueueSettings? settings, Turn turn)
    {
        QueueSettings? former = _settings;
        _settings = settings;
        if (former is { AtLeastOnce: true } && settings is not { AtLeastOnce: true })
        {
            ForgetDying();
        }

        if (settings is { MaxOctets: not null, IsStream: false } && _ready is not MeasuredMessages)
        {
            _ready = MeasuredMessages.Adopt(_ready, _store);
        }

        if (former?.Expires != settings?.Expires)
        {
            _unusedTimer?.Dispose();
            _unusedTimer = null;
            StartExpiry();
        }

        _isFull = false;
        if (settings is not null && (IsQuorum ? settings : former)?.Overflow is null or Overflow.DropHead)
        {
            // A classic queue looks at its limits before it looks at what to do when they are reached.
            DropTooMany(settings, turn);
        }

        Deliver(turn);
    }
}
