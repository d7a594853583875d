using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The AMQP libraries of PHP and Ruby, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class ScriptTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Php_confirms_orders_by_priority_and_rolls_back(BrokerKind kind) => Assert.Equal("""
        returned 312 NO_ROUTE z
        confirmed 11
        m2 {"i":2,"t":{"a":[1,2]},"n":null,"b":true}
        m2! m5 m8 m1 m4 m7 m0 m3 m6 m9
        NOT_FOUND - no queue 'php.missing' in vhost '/'
        left 0
        closed
        """, await RunAsync(kind, "php", "php-amqplib", "orders_php.php"));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Bunny_confirms_gives_back_calls_and_filters(BrokerKind kind) => Assert.Equal("""
        returned 312 z
        confirmed true 10
        m0 {"n"=>0, "f"=>1.5, "a"=>[1, "x", {"y"=>true}]} false
        m0! m1 m2 m3 m4 m5 m6 m7 m8 m9
        HELLO 7
        NOT_FOUND - no queue 'bunny.missing' in vhost '/'
        matched
        closed
        """, await RunAsync(kind, "ruby", "ruby-bunny", "orders_bunny.rb"));

    private async Task<string> RunAsync(BrokerKind kind, string interpreter, string package, string program)
    {
        // Debian's interpreters, to which these libraries belong.
        string path = $"/usr/bin/{interpreter}";
        if (!File.Exists(path) || !File.Exists($"/var/lib/dpkg/info/{package}.list"))
        {
            throw Peer.Missing($"{interpreter} or its AMQP library is not installed (Debian: {interpreter}, {package})");
        }

        Dictionary<string, string> environment = new() { ["AMQP_URI"] = (await brokers.StartedAsync(kind)).UriFor() };
        await using ChildProcess process = ChildProcess.Start(path, [Path.Combine(AppContext.BaseDirectory, "programs", program)], environment);
        return await PythonPrograms.OutputAsync(process);
    }
}
