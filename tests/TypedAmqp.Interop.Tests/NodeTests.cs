using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>Node's amqplib, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class NodeTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Orders_are_routed_confirmed_retried_and_answered(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using ChildProcess program = NodeProgram.Start(
            Path.Combine(AppContext.BaseDirectory, "programs", "node", "orders.js"), broker.UriFor());
        Assert.Equal("""
            returned NO_ROUTE order.us.placed
            confirmed
            received order.eu.paid {"region":"eu","tags":["a",1,true]} redelivered false
            received order.eu.placed {"region":"eu","tags":["a",1,true]} redelivered false
            died order.eu.placed 1 rejected node.orders rejected
            reply 144 c
            Channel closed by server: 404 (NOT-FOUND) with message "NOT_FOUND - no queue 'node.missing' in vhost '/'"
            refused 404
            large true
            closed
            """, await PythonPrograms.OutputAsync(program));
    }
}
