using System.Globalization;

namespace TypedAmqp.Generators.Tests.Robustness;

/// <summary>
/// Whatever stands in a file while someone works on it, neither the generator nor an analyzer throws. TYPEDAMQP_ROUNDS sets how many damaged versions
/// are tried, and has every character typed; without it a hundred and some.
/// </summary>
public sealed class RobustnessTests
{
    private static readonly int? Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("TYPEDAMQP_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : null;

    private const string Source = ShopExample.Declarations + ShopExample.Handler;

    [Fact]
    public async Task DamagedSource()
    {
        Editor editor = new();
        for (int seed = 0; seed < (Rounds ?? 100); seed++)
        {
            string source = new Mutator(seed).Mutate(Source);
            Exception? failure = await editor.ShowAsync(source);
            Assert.True(failure is null, $"seed {seed}: {failure}\n{source}");
        }
    }

    [Fact]
    public async Task SourceAsItIsTyped()
    {
        Editor editor = new();
        for (int length = 0; length <= Source.Length; length += Rounds is null ? 31 : 1)
        {
            Exception? failure = await editor.ShowAsync(Source[..length]);
            Assert.True(failure is null, $"after {length} characters: {failure}\n{Source[..length]}");
        }
    }

    [Theory]
    [InlineData("[Publishes<OrderPlaced>(\"order.{Region}.placed\")]")]
    [InlineData("[Queue(\"billing\", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]")]
    [InlineData("[Binding<Orders>(\"order.*.placed\", \"order.*.cancelled\")]")]
    [InlineData("[RpcService(\"pricing\", Timeout = 5 * Duration.Second)]")]
    [InlineData("Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default);")]
    [InlineData("[assembly: Topology(\"shop\", Json = typeof(ShopJson))]")]
    [InlineData("public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;")]
    public async Task ALineAsItIsTypedAmidTheRest(string line)
    {
        Assert.Contains(line, Source, StringComparison.Ordinal);
        Editor editor = new();
        for (int length = 0; length <= line.Length; length += Rounds is null ? 4 : 1)
        {
            string source = Source.Replace(line, line[..length]);
            Exception? failure = await editor.ShowAsync(source);
            Assert.True(failure is null, $"'{line[..length]}': {failure}");
        }
    }
}
