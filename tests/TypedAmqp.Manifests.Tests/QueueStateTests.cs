namespace TypedAmqp.Manifests.Tests;

/// <summary>Why a queue that no broker guards is not deleted.</summary>
public sealed class QueueStateTests
{
    [Theory]
    [InlineData(QueueType.Quorum, 0, 0, null)]
    [InlineData(QueueType.Quorum, 3, 1, "it has 1 consumer, and 3 messages. Stop what consumes it first.")]
    [InlineData(
        QueueType.Classic, 1, 0,
        "it holds 1 message. Delete its bindings ('--delete binding:...', as 'diff' names them), consume or purge what it holds, and run the command again.")]
    [InlineData(QueueType.Stream, 0, 0, null)]
    [InlineData(
        QueueType.Stream, 2, 0,
        "it is a stream with 2 messages, and reading takes none of them. Where nobody needs them, delete it by hand: 'rabbitmqadmin delete queue name=ledger'.")]
    public void What_stands_in_the_way_is_named_and_counted(QueueType type, int ready, int consumers, string? obstacle) =>
        Assert.Equal(obstacle, new QueueState(new QueueDescriptor("ledger") { Type = type }, ready, 0, consumers).Obstacle);

    [Fact]
    public void What_is_not_counted_yet_is_not_taken_for_none() =>
        Assert.Equal(
            "the broker has not counted its messages and consumers yet. Run the command again in some seconds.",
            new QueueState(new QueueDescriptor("ledger") { Type = QueueType.Quorum }, 0, null, null).Obstacle);
}
