namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Topic exchanges against a matcher that tries everything, on random patterns that come and go.</summary>
public sealed class TopicMatchingTests
{
    private static readonly string[] PatternWords = ["a", "b", "", "*", "#", "*", "#"];
    private static readonly string[] KeyWords = ["a", "b", "", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Agrees_with_trying_everything(int seed)
    {
        Random random = new(seed);
        VirtualHost host = RouteTesting.NewVirtualHost();
        host.Declare("x", "topic");
        HashSet<string> patterns = [];
        for (int round = 0; round < 300; round++)
        {
            string pattern = RandomKey(random, PatternWords);
            if (patterns.Add(pattern))
            {
                host.DeclareQueue("q" + pattern);
                host.Bind("q" + pattern, "x", pattern);
            }

            if (random.Next(3) == 0)
            {
                string gone = patterns.ElementAt(random.Next(patterns.Count));
                patterns.Remove(gone);
                host.UnbindQueue("q" + gone, "x", gone, [], null);
            }

            for (int i = 0; i < 10; i++)
            {
                string key = RandomKey(random, KeyWords);
                IEnumerable<string> expected = patterns.Where(bound => Matches(Split(bound), Split(key))).Select(static bound => "q" + bound);
                Assert.Equal(expected.Order(StringComparer.Ordinal), host.Route("x", key));
            }
        }
    }

    [Fact]
    public void Many_hashes_in_a_pattern_do_not_multiply_the_work()
    {
        VirtualHost host = RouteTesting.NewVirtualHost();
        host.Declare("x", "topic");
        host.DeclareQueue("q");
        host.Bind("q", "x", string.Join('.', Enumerable.Repeat("#.a", 40)) + ".b");

        // Tried one by one, the ways to spread these words over the hashes would outlast the test by far.
        string key = string.Join('.', Enumerable.Repeat("a", 120));
        Assert.Empty(host.Route("x", key));
        Assert.Equal(["q"], host.Route("x", key + ".b"));
    }

    [Fact]
    public void Patterns_that_are_gone_leave_nothing_behind()
    {
        VirtualHost host = RouteTesting.NewVirtualHost();
        TopicExchange exchange = (TopicExchange)host.Declare("x", "topic");
        host.DeclareQueue("q");
        string[] patterns = ["a.b.c", "a.*.c", "a.#", "#", "", "a", "*.*"];
        foreach (string pattern in patterns)
        {
            host.Bind("q", "x", pattern);
        }

        Assert.False(exchange.IsEmpty);
        foreach (string pattern in patterns)
        {
            host.UnbindQueue("q", "x", pattern, [], null);
        }

        Assert.True(exchange.IsEmpty);
    }

    private static string RandomKey(Random random, string[] words) =>
        string.Join('.', Enumerable.Range(0, random.Next(6)).Select(_ => words[random.Next(words.Length)]));

    private static string[] Split(string key) => key.Length == 0 ? [] : key.Split('.');

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> key)
    {
        if (pattern.IsEmpty)
        {
            return key.IsEmpty;
        }

        if (pattern[0] == "#")
        {
            return Matches(pattern[1..], key) || (!key.IsEmpty && Matches(pattern, key[1..]));
        }

        return !key.IsEmpty && (pattern[0] == "*" || pattern[0] == key[0]) && Matches(pattern[1..], key[1..]);
    }
}
