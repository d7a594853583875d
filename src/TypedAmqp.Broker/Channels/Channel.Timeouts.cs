using System.Globalization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Deliveries that nobody acknowledges. No delivery carries its time: from time to time the channel notes how far it has got.
internal sealed partial class Channel
{
    private readonly Queue<Mark> _marks = new();

    /// <summary>Whether a delivery is unacknowledged for too long; then the channel is to be closed, and this is why.</summary>
    /// <param name="now">The time, as the clock counts.</param>
    /// <param name="timeout">How long is too long.</param>
    public AmqpChannelException? FindTimeout(long now, TimeSpan timeout)
    {
        lock (Output.Gate)
        {
            if (Unacked.Count == 0)
            {
                _marks.Clear();
                return null;
            }

            while (_marks.TryPeek(out Mark past) && past.Tag < Unacked.OldestTag)
            {
                _marks.Dequeue();
            }

            _marks.Enqueue(new Mark(now, _lastDeliveryTag));
            if (virtualHost.Resources.TimeProvider.GetElapsedTime(_marks.Peek().Time, now) < timeout)
            {
                return null;
            }
        }

        string milliseconds = timeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return Refusal.Channel(
            ReplyCode.PreconditionFailed,
            $"delivery acknowledgement on channel {Number} timed out. Timeout value used: {milliseconds} ms. This timeout value can be configured, see consumers doc "
                + "guide to learn more",
            default);
    }

    // Everything up to this tag was delivered by then.
    private readonly record struct Mark(long Time, ulong Tag);
}
