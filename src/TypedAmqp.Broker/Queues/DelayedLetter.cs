using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that has waited as long as it was to wait.</summary>
internal sealed class DelayedLetter(Exchange exchange, in MessageOctets message)
    : Letter(exchange.VirtualHost, SenderKeys.Read(new BasicPropertiesView(message.Properties).Headers), message)
{
    protected override Exchange? FindExchange() => exchange;
}
