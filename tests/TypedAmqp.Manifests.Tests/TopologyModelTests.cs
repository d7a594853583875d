using TypedAmqp.Manifests.Tests.Depot;

namespace TypedAmqp.Manifests.Tests;

/// <summary>What is read from the manifest is what the program declares.</summary>
public sealed class TopologyModelTests
{
    internal static readonly TopologyModel Depot = Assert.Single(TopologyModel.Read(AssemblyManifest.Read(typeof(DepotTopology).Assembly.Location)));

    private static TopologyDescriptor Descriptor => DepotTopology.Instance.Descriptor;

    [Fact]
    public void Exchanges_queues_and_bindings_are_those_of_the_runtimes_descriptor()
    {
        Assert.Equal("depot", Depot.Name);
        Assert.Equal(
            Descriptor.Exchanges.Select(Text).Order(StringComparer.Ordinal),
            Depot.Exchanges.Select(exchange => Text(exchange.Descriptor)).Order(StringComparer.Ordinal));
        Assert.Equal(
            Descriptor.Queues.Select(Text).Order(StringComparer.Ordinal),
            Depot.Queues.Select(queue => Text(queue.Descriptor)).Order(StringComparer.Ordinal));
        Assert.Equal(Descriptor.Bindings.Select(Text).Order(StringComparer.Ordinal), Depot.Bindings.Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(Descriptor.Services.Select(service => service.Name), Depot.Services.Select(service => service.Name));
    }

    [Fact]
    public void A_manifest_in_memory_is_that_of_the_file()
    {
        AssemblyManifest loaded = AssemblyManifest.Of(typeof(DepotTopology).Assembly);
        Assert.Equal(AssemblyManifest.Read(typeof(DepotTopology).Assembly.Location).Hash, loaded.Hash);
        Assert.Equal("depot", TopologyModel.Read(loaded)[0].Name);
        InvalidDataException none = Assert.Throws<InvalidDataException>(() => AssemblyManifest.Of(typeof(Peers.Peer).Assembly));
        Assert.StartsWith("'TypedAmqp.Peers' declares nothing", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string", "string", false, 0, "string")]
    [InlineData("int?", "int", true, 0, "int")]
    [InlineData("global::System.Collections.Generic.List<global::Shop.Line?>?", "System.Collections.Generic.List", true, 1, "ListLine")]
    [InlineData(
        "global::System.Collections.Generic.Dictionary<string, int[]>",
        "System.Collections.Generic.Dictionary",
        false,
        2,
        "DictionaryStringIntArray")]
    [InlineData("byte[]?[]", "[]", false, 1, "ByteArrayArray")]
    [InlineData("(int Left, string Right)", "()", false, 2, "()IntString")]
    [InlineData("global::Shop.Box<int>.Lid?", "Shop.Box.Lid", true, 1, "LidInt")]
    public void Types_are_taken_apart(string text, string name, bool nullable, int arguments, string shortName)
    {
        ClrType type = ClrType.Parse(text);
        Assert.Equal((name, nullable, arguments, shortName), (type.Name, type.IsNullable, type.Arguments.Length, type.ShortName));
    }

    internal static string Text(ExchangeDescriptor exchange) =>
        $"{exchange.Name} {exchange.Type} {exchange.Durable} {exchange.AutoDelete} {exchange.Internal} {exchange.External} {ArgumentText.Of(exchange.Arguments)}";

    internal static string Text(QueueDescriptor queue) =>
        $"{queue.Name} {queue.Type} {queue.Durable} {queue.Exclusive} {queue.AutoDelete} {queue.External} {queue.Purpose} {ArgumentText.Of(queue.Arguments)} "
        + $"{queue.Retry?.Exchange} {string.Join(',', queue.Retry?.Delays ?? [])} {string.Join(';', queue.Bindings.Select(Text))}";

    internal static string Text(BindingDescriptor binding) =>
        $"{binding.Source} {binding.Destination} {binding.ToExchange} {binding.RoutingKey} {ArgumentText.Of(binding.Arguments)}";

    [Fact]
    public async Task A_manifest_of_another_version_is_not_guessed_at()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedamqp-format-");
        try
        {
            string path = (await CompiledTopology.CreateAsync(
                folder.FullName, "[assembly: TypedAmqp.TopologyManifest(2, \"\", \"{}\")]", isAnalyzed: false)).Path;
            Assert.Equal(
                $"The manifest of '{path}' has format 2, and this command reads 1: use the command of its version.",
                Assert.Throws<InvalidDataException>(() => AssemblyManifest.Read(path)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
