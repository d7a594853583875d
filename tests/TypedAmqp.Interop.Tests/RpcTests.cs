using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>Remote calls between Python programs (pika): by a queue for the replies, and by direct reply-to.</summary>
[Collection(nameof(Brokers))]
public sealed class RpcTests(Brokers brokers)
{
    private const string Awaiting = " [x] Awaiting RPC requests";

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_client_calls_through_its_own_reply_queue(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess server = await python.StartAsync("rpc_server", Awaiting);

        Assert.Equal("""
             [x] Requesting fib(10)
             [.] Got 55
             [x] Requesting fib(0)
             [.] Got 0
             [x] Requesting fib(15)
             [.] Got 610
            """, await python.RunAsync("rpc_client", "10", "0", "15"));
        Assert.Equal($"{Awaiting}\n [.] fib(10)\n [.] fib(0)\n [.] fib(15)\nInterrupted", await PythonPrograms.InterruptAsync(server));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_client_calls_by_direct_reply_to(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess server = await python.StartAsync("rpc_server", Awaiting);

        Assert.Equal(" [.] Reply 0: 8\n [.] Reply 1: 13\n [.] Reply 2: 21", await python.RunAsync("rpc_client_direct", "6", "7", "8"));
        await PythonPrograms.InterruptAsync(server);
    }
}
