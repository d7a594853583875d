using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>What holds for queues and exchanges by their names.</summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task The_matching_policy_of_the_highest_priority_holds_alone()
    {
        BrokerOptions options = new()
        {
            Policies =
            [
                new BrokerPolicy("all", ".*", new FieldTable { ["max-length"] = 5, ["message-ttl"] = 1000 }),
                new BrokerPolicy("orders", "^orders", new FieldTable { ["max-length"] = 2 }) { Priority = 1 },
                new BrokerPolicy("exchanges", "^orders", new FieldTable { ["max-length"] = 1 }) { Priority = 2, ApplyTo = PolicyTarget.Exchanges },
                new BrokerPolicy("elsewhere", "^orders", new FieldTable { ["max-length"] = 1 }) { Priority = 3, VirtualHost = "other" },
            ],
        };
        Assert.Equal(2, await LengthAsync(options, "orders.new"));
        Assert.Equal(5, await LengthAsync(options, "others"));
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData(2, 2)]
    [InlineData(9, 4)]
    public async Task Of_numbers_the_smallest_counts(int? argument, int expected)
    {
        BrokerOptions options = new() { Policies = [new BrokerPolicy("p", "q", new FieldTable { ["max-length"] = 4 })] };
        Assert.Equal(expected, await LengthAsync(options, "q", argument is null ? null : new FieldTable { ["x-max-length"] = argument }));
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(2, null, 2)]
    [InlineData(9, 8, 3)]
    [InlineData(9, 1, 1)]
    public async Task An_operator_limits_what_others_ask_for(int? policy, int? argument, int expected)
    {
        BrokerOptions options = new()
        {
            OperatorPolicies = [new BrokerPolicy("o", "q", new FieldTable { ["max-length"] = 3 })],
            Policies = policy is null ? [] : [new BrokerPolicy("p", "q", new FieldTable { ["max-length"] = policy })],
        };
        Assert.Equal(expected, await LengthAsync(options, "q", argument is null ? null : new FieldTable { ["x-max-length"] = argument }));
    }

    [Theory]
    [InlineData(false, "policy")]
    [InlineData(true, "argument")]
    public async Task Of_all_else_the_argument_counts(bool withArgument, string expected)
    {
        BrokerOptions options = new()
        {
            Policies =
                [new BrokerPolicy(
                    "p", "^q$", new FieldTable { ["max-length"] = 0, ["dead-letter-exchange"] = "", ["dead-letter-routing-key"] = "policy" })],
        };
        await using Broker broker = new(options);
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("policy");
        await client.DeclareAsync("argument");
        FieldTable? arguments = withArgument ? new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "argument" } : null;
        await client.DeclareAsync("q", arguments: arguments);
        await client.PublishAsync("q", "one");
        await client.ExpectNothingAsync();
        Assert.Equal("one", (await client.GetAsync(expected))!.Text);
    }

    [Fact]
    public async Task A_policy_is_no_argument()
    {
        await using Broker broker = new(new BrokerOptions { Policies = [new BrokerPolicy("p", "q", new FieldTable { ["max-length"] = 4 })] });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("q");
        await client.DeclareAsync("q");
        Assert.Empty(broker.VirtualHosts["/"].FindQueue("q")!.Declaration.Arguments);
    }

    [Theory]
    [InlineData(false, "policy")]
    [InlineData(true, "argument")]
    public async Task An_exchange_gets_an_alternate(bool withArgument, string expected)
    {
        FieldTable definition = new() { ["alternate-exchange"] = "amq.fanout" };
        await using Broker broker = new(new BrokerOptions { Policies = [new BrokerPolicy("p", "^e$", definition)] });
        await using RawClient client = await OpenAsync(broker);
        FieldTable? arguments = withArgument ? new FieldTable { ["alternate-exchange"] = "amq.topic" } : null;
        await client.SendAsync(1, new ExchangeDeclare { Exchange = "e", Type = "direct", Arguments = arguments });
        await client.ExpectAsync(MethodId.ExchangeDeclareOk);
        foreach ((string queue, string exchange) in new[] { ("policy", "amq.fanout"), ("argument", "amq.topic") })
        {
            await client.DeclareAsync(queue);
            await client.SendAsync(1, new QueueBind { Queue = queue, Exchange = exchange, RoutingKey = "#" });
            await client.ExpectAsync(MethodId.QueueBindOk);
        }

        await client.PublishAsync("nothing", "one", "e");
        Assert.Equal("one", (await client.GetAsync(expected))!.Text);
    }

    [Theory]
    [InlineData("ha-mode", "all", "Policy 'p': 'ha-mode' is not supported; supported are ")]
    [InlineData("max-length", -1, "Policy 'p': 'max-length' cannot be '-1': {value_negative,-1}.")]
    [InlineData("overflow", "spill", "Policy 'p': 'overflow' cannot be 'spill': invalid_overflow.")]
    [InlineData("dead-letter-exchange", 5, "Policy 'p': 'dead-letter-exchange' cannot be '5': {unacceptable_type,signedint}.")]
    [InlineData("alternate-exchange", 5, "Policy 'p': 'alternate-exchange' is the name of an exchange, not '5'.")]
    public void A_definition_that_makes_no_sense_is_refused(string name, object value, string problem)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => new Broker(new BrokerOptions { Policies = [new BrokerPolicy("p", ".*", new FieldTable { [name] = value })] }));
        Assert.StartsWith(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_says_nothing_but_limits() => Assert.Throws<ArgumentException>(
        () => new Broker(new BrokerOptions { OperatorPolicies = [new BrokerPolicy("o", ".*", new FieldTable { ["dead-letter-exchange"] = "e" })] }));

    [Fact]
    public void A_pattern_is_a_regular_expression() =>
        Assert.ThrowsAny<ArgumentException>(() => new Broker(new BrokerOptions { Policies = [new BrokerPolicy("p", "(", [])] }));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(?=a)(a+)+$")]
    public async Task A_pattern_that_would_take_for_ever_harms_nobody(string pattern)
    {
        string name = new string('a', 40) + "!";
        await using Broker broker = new();
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync(name);

        broker.SetPolicy(new BrokerPolicy("p", pattern, new FieldTable { ["max-length"] = 1 }));

        await client.DeclareAsync(name + "!");
        await client.DeclareAsync("aaa");
        client.Publish("aaa", [1]);
        client.Publish("aaa", [2]);
        await client.FlushAsync();
        Assert.Equal(1, (await client.InspectAsync("aaa")).Messages);
    }

    // How many messages a queue keeps.
    private static async Task<int> LengthAsync(BrokerOptions options, string queue, FieldTable? arguments = null)
    {
        await using Broker broker = new(options);
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync(queue, arguments: arguments);
        for (int i = 0; i < 12; i++)
        {
            client.Publish(queue, [1]);
        }

        await client.FlushAsync();
        return (await client.InspectAsync(queue)).Messages;
    }

    private static async Task<RawClient> OpenAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }
}
