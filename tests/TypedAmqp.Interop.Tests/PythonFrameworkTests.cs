using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>What Python programs stand on, Celery and aio-pika, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class PythonFrameworkTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Celerys_tasks_answer_try_again_follow_each_other_wait_and_fail(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        Assert.Equal("""
            add 5
            tried again 3
            chain 7
            group [0, 2, 4, 6, 8]
            later 10
            failed no
            """, await python.RunAsync("tasks_celery"));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Aio_pika_confirms_iterates_calls_and_shares_work(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        Assert.Equal("""
            returned NO_ROUTE
            2:2 2:5 2:8 1:1 1:4 1:7 0:0 0:3 0:6 0:9
            reply 42
            NOT_FOUND - no queue 'aio.missing' in vhost '/'
            closed
            """, await python.RunAsync("orders_aio"));
    }
}
