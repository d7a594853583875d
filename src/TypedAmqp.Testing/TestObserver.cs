using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Testing;

/// <summary>Stands in the broker for the log and the faults of a test.</summary>
internal sealed class TestObserver(TestLog? log, TestFaults? faults) : IBrokerObserver
{
    public void Declaring(string name, MethodId method)
    {
        if (faults?.RefusalOf(name) is { } code)
        {
            throw new AmqpChannelException(code, $"{code.Name} - '{name}' is refused, as the test wants it", method);
        }
    }

    public void Published(VirtualHost virtualHost, in MessageOctets message, ReadOnlySpan<Queue> queues) => log?.Add(virtualHost, message, queues);

    public void Settled(Queue queue, in MessageOctets message, SettlementKind kind) => log?.Add(queue, message, kind);
}
