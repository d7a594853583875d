using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>The connection is lost while very many calls wait for their replies.</summary>
public sealed class CallLossTests
{
    private const int Calls = 10_000;

    [Fact]
    public async Task EachOfThemFailsOrIsMadeAgainAsDeclared()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus serving = await world.ConnectAsync(TestsTopology.Instance, options => options with { Connection = world.Broker.ConnectionOptions });
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await serving.ServeAsync(new Oracle(gate.Task), cancellationToken: world.Deadline);
        IOracle oracle = bus.Oracle();
        Task<Answer>[] once = [.. Enumerable.Range(0, Calls / 2).Select(i => oracle.AskAsync(new Question($"{i}")))];
        Task<Answer>[] again = [.. Enumerable.Range(0, Calls / 2).Select(i => oracle.InsistAsync(new Question($"{i}")))];
        while (bus.Rpc.Waiting < Calls)
        {
            await Task.Yield();
        }

        AmqpConnection lost = bus.Connection;
        world.Link.Drop();
        await world.RestoredAsync(bus, lost);
        gate.SetResult();

        for (int i = 0; i < Calls / 2; i++)
        {
            Assert.Equal($"{i}", (await again[i].WaitAsync(world.Deadline)).Text);
            Assert.True((await Assert.ThrowsAsync<RpcUnavailableException>(() => once[i].WaitAsync(world.Deadline))).IsReplyLost);
        }

        Assert.Equal(0, bus.Rpc.Waiting);
    }

    private sealed class Oracle(Task gate) : IOracle
    {
        public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default)
        {
            await gate.WaitAsync(cancellationToken);
            return new Answer(question.Text);
        }

        public Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default) => AskAsync(question, cancellationToken);

        public async ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default) =>
            await AskAsync(question, cancellationToken);

        public Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default) => Task.FromResult<Answer?>(null);

        public Task ForgetAsync() => Task.CompletedTask;
    }
}
