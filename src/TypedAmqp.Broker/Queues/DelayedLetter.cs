using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that has waited as long as it was to wait.</summary>
internal sealed class DelayedLetter(Exchange exchange, DelayQueue queue, in QueueEntry kept, in MessageOctets message)
    : Letter(queue, kept, SenderKeys.Read(new BasicPropertiesView(message.Properties).Headers), message)
{
    protected override Exchange? FindExchange() => exchange;
}
