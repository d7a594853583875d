using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Memory goes by what has arrived, never by what a header merely claims.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClaimedMemoryTests : BrokerTest
{
    private const long Claimed = 128 * 1024 * 1024;

    [Fact]
    public async Task A_large_body_that_never_comes_takes_no_memory()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        FrameWriter.WriteMethod(Client.Output, 1, new BasicPublish { RoutingKey = "q" });
        FrameWriter.WriteHeader(Client.Output, 1, (ulong)Claimed, BasicProperties.Empty);
        await Client.FlushAsync();

        // Once this is answered the broker has seen the header.
        await Client.OpenChannelAsync(2);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < Claimed / 16);
    }
}
