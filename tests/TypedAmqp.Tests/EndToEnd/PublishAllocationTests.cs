using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// Octets allocated by publishing in the steady state, in each of the ways that there are, by client and broker together: the count is the process's,
/// so that nothing else runs beside it. The messages go where nothing is bound, so that no queue has to grow.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class PublishAllocationTests
{
    /// <summary>
    /// How many are tried at most until one allocates nothing: code that is not optimised yet does, on a loaded machine for seconds.
    /// </summary>
    private const int Rounds = 200;

    private const int Window = 16;

    private static readonly PublishTemplate Route = new("discarded", mandatory: false, routingKey: "");

    public static TheoryData<int, bool> Cases => new()
    {
        { 16, true },
        { 16, false },
        { 1024, true },
        { 1024, false },
        { 100 * 1024, true },
        { 100 * 1024, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AnUntypedPublishAllocatesNothing(int octets, bool confirmed)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using AmqpChannel channel = await world.Bus.Connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = confirmed });
        ReadOnlyMemory<byte>[] bodies = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[octets], CountOf(octets))];

        await AssertAllocatesNothingAsync("one by one", () => OneByOneAsync(bodies, body => channel.TryPublishAsync(Route, body)));
        await AssertAllocatesNothingAsync("pipelined", () => PipelinedAsync(bodies, body => channel.TryPublishAsync(Route, body)));
        await AssertAllocatesNothingAsync("as a sequence", () => EachAsync(channel.TryPublishEachAsync(Route, InTurnsAsync(bodies), Window)));

        // The outcomes are the caller's own object.
        int own = Unsafe.SizeOf<PublishResult>() * bodies.Length;
        await AssertAllocatesNothingAsync("as a batch", () => channel.TryPublishAllAsync(Route, bodies, Window), own);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ATypedPublishAllocatesNothing(int octets, bool confirmed)
    {
        await using World world = await World.StartAsync(
            TestsTopology.Instance, options => options with { PublisherConfirms = confirmed, PublishWindow = Window });
        Discarded.Publisher publisher = world.Bus.Discarded();
        Octets[] messages = [.. Enumerable.Repeat(new Octets(new byte[octets]), CountOf(octets))];

        await AssertAllocatesNothingAsync("one by one", () => OneByOneAsync(messages, message => publisher.TryPublishAsync(message)));
        await AssertAllocatesNothingAsync("pipelined", () => PipelinedAsync(messages, message => publisher.TryPublishAsync(message)));
        await AssertAllocatesNothingAsync("as a batch", () => publisher.PublishAsync(messages));
        await AssertAllocatesNothingAsync("as a sequence", () => publisher.PublishAsync(InTurnsAsync(messages)));
        await AssertAllocatesNothingAsync("as a sequence with outcomes", () => EachAsync(publisher.TryPublishAsync(InTurnsAsync(messages))));
    }

    private static int CountOf(int octets) => octets > 10_000 ? 200 : 2000;

    private static async Task OneByOneAsync<T>(T[] messages, Func<T, ValueTask<PublishResult>> publish)
    {
        foreach (T message in messages)
        {
            Check(await publish(message));
        }
    }

    private static async Task PipelinedAsync<T>(T[] messages, Func<T, ValueTask<PublishResult>> publish)
    {
        ValueTask<PublishResult>[] window = new ValueTask<PublishResult>[Window];
        for (int first = 0; first < messages.Length; first += Window)
        {
            int count = Math.Min(Window, messages.Length - first);
            for (int i = 0; i < count; i++)
            {
                window[i] = publish(messages[first + i]);
            }

            for (int i = 0; i < count; i++)
            {
                Check(await window[i]);
            }
        }
    }

    private static async Task EachAsync(IAsyncEnumerable<PublishResult> outcomes)
    {
        await foreach (PublishResult result in outcomes)
        {
            Check(result);
        }
    }

    /// <summary>Now and then the next message is there only later.</summary>
    private static async IAsyncEnumerable<T> InTurnsAsync<T>(T[] messages)
    {
        for (int i = 0; i < messages.Length; i++)
        {
            if (i % 3 == 0)
            {
                await Task.Yield();
            }

            yield return messages[i];
        }
    }

    private static void Check(PublishResult result)
    {
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.ToString());
        }
    }

    /// <param name="way">How it publishes.</param>
    /// <param name="run">Publishes 200 messages or more: what it allocates by call is less than the smallest object for each of them would
    /// be.</param>
    /// <param name="own">Octets that it allocates for its caller.</param>
    private static async Task AssertAllocatesNothingAsync(string way, Func<Task> run, long own = 0)
    {
        if (typeof(AmqpConnection).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            // Without optimisation the compiler makes a class of each asynchronous method's state.
            await run();
            return;
        }

        const int limit = 200 * 20;
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least >= limit; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);

            // Not in the test's synchronisation context, which allocates for whatever comes back into it.
            await Task.Run(run);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before - own);
        }

        Assert.True(least < limit, $"{way}: {least} octets are allocated.");
    }
}
