using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The Python library that Celery stands on (kombu), with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class KombuTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Tasks_are_done_by_priority_given_up_and_tried_again(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        Assert.Equal("""
            task later application/json redelivered False priority 9
            task later application/json redelivered True priority 9
            task poison application/json redelivered False priority 2
            task first application/json redelivered False priority 1
            buried poison rejected kombu.work ['work'] application/x-gzip
            empty None
            ['kombu.reader0 extra', 'kombu.reader1 extra']
            purged 5
            nothing more
            refused 406
            connected True
            """, await python.RunAsync("tasks_kombu"));
    }
}
