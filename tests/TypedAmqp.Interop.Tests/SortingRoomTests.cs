using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The other Python library (py-amqp): a durable queue behind a direct exchange, fetched from and consumed.</summary>
[Collection(nameof(Brokers))]
public sealed class SortingRoomTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Letters_wait_in_the_box_until_they_are_fetched(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));

        Assert.Equal("Posted: one\nPosted: two", await python.RunAsync("post_letter", "one", "two"));

        Assert.Equal("""
            Fetched: one (sorting_room 1111, 1 left, mode 2, redelivered False)
            Fetched: two (sorting_room 1111, 0 left, mode 2, redelivered False)
            The box is empty
            """, await python.RunAsync("fetch_letter"));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Letters_are_delivered_to_who_waits_for_them(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess receiver = await python.StartAsync("receive_letter", "Waiting for letters");

        await python.RunAsync("post_letter", "one", "two", "last");

        Assert.Equal("""
            Waiting for letters
            Received: one from channel #1, tag testtag
            Received: two from channel #1, tag testtag
            Received: last from channel #1, tag testtag
            Cancelled
            """, await PythonPrograms.OutputAsync(receiver));
    }
}
