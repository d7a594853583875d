using System.Text.Json;
using System.Text.Json.Nodes;
using TypedAmqp.Manifests.Tests.Depot;
using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>The AsyncAPI document, checked by its own parser; its schemas, by validating messages as they are really written.</summary>
public sealed class AsyncApiTests : IDisposable
{
    // Beside the source, where npm puts them: some fifty megabytes, that need not be copied.
    private static readonly string Packages = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "node"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-asyncapi-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact(typeof(PeerMissingException))]
    public async Task The_parser_finds_nothing_wrong_and_every_channel_and_operation()
    {
        string output = await NodePackage.RunAsync(Packages, "@asyncapi/parser", """
            const { Parser } = require('@asyncapi/parser');
            (async () => {
              const { document, diagnostics } = await new Parser().parse(require('fs').readFileSync(process.argv[1], 'utf8'));
              console.log(JSON.stringify({
                problems: diagnostics.filter(d => d.code !== 'asyncapi-latest-version').map(d => d.path.join('/') + ': ' + d.message),
                channels: document ? document.channels().all().map(c => c.id()) : [],
                operations: document ? document.operations().all().map(o => o.id()) : [],
              }));
            })();
            """, Write(AsyncApiDocument.Write(TopologyModelTests.Depot)));
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Empty(Texts(result, "problems"));
        string[] channels = Texts(result, "channels");
        Assert.Contains("exchange.parcels.parcel._Size_.stored", channels);
        Assert.Contains("queue.shelves", channels);
        Assert.Contains("queue.Screen", channels);
        Assert.Contains("service.finder", channels);
        string[] operations = Texts(result, "operations");
        Assert.Contains("publish.exchange.parcels.parcel.moved", operations);
        Assert.Contains("publish.queue.alarms", operations);
        Assert.Contains("consume.queue.labels", operations);
        Assert.Contains("serve.finder.Find", operations);
        Assert.DoesNotContain("consume.queue.failed", operations);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task Messages_as_they_are_written_are_valid_and_wrong_ones_are_not()
    {
        Assert.Equal("", await NodePackage.RunAsync(Packages, "ajv", """
            const fs = require('fs'), Ajv = require('ajv'), formats = require('ajv-formats');
            const ajv = new Ajv({ strict: false, allErrors: true });
            formats(ajv);
            for (const number of ['int32', 'int64', 'float', 'double']) ajv.addFormat(number, true);
            const document = JSON.parse(fs.readFileSync(process.argv[1], 'utf8'));
            ajv.addSchema({ $id: 'document', components: document.components });
            for (const { schema, valid, message } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
              const validate = ajv.getSchema('document#/components/schemas/' + schema);
              if (validate(message) !== valid) console.log(schema, JSON.stringify(message), JSON.stringify(validate.errors));
            }
            """, Write(AsyncApiDocument.Write(TopologyModelTests.Depot)), Write(Messages().ToJsonString())));
    }

    private static JsonArray Messages()
    {
        ParcelStored plain = new(Size.Large, Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"), "A") { Label = Colour.DarkBlue };
        ParcelStored full = plain with
        {
            SecondLabel = Colour.Red,
            Handling = Handling.Fragile | Handling.Cold,
            Note = "careful",
            Floor = -1,
            Weight = 1.5,
            Price = 9.99m,
            Insured = true,
            StoredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
            Local = new DateTime(2026, 1, 2, 3, 4, 5),
            Due = new DateOnly(2026, 1, 2),
            Opens = new TimeOnly(8, 30),
            Kept = TimeSpan.FromDays(12.5),
            Tracking = new Uri("https://example.org/1"),
            Seal = [1, 2, 3],
            Contents = [new Content("book", 2, new Content("page"))],
            Counts = new Dictionary<string, int> { ["a"] = 1 },
            Dimensions = new Dimensions(1, 2.5f),
            Extra = JsonSerializer.SerializeToElement("x", DepotJson.Default.String),
            Hidden = "shown",
            Serial = 7,
            Position = new Point(1, 2),
        };
        JsonNode stored = JsonSerializer.SerializeToNode(full, DepotJson.Default.ParcelStored)!;
        return
        [
            Case("ParcelStored", true, JsonSerializer.SerializeToNode(plain, DepotJson.Default.ParcelStored)!),
            Case("ParcelStored", true, stored),
            Case("ParcelStored", false, With(stored, "label", "DarkBlue")),
            Case("ParcelStored", false, With(stored, "size", 2)),
            Case("ParcelStored", false, With(stored, "parcelId", "none")),
            Case("ParcelStored", false, With(stored, "serial", 7)),
            Case("ParcelStored", false, With(stored, "layer", 256)),
            Case("ParcelStored", false, With(stored, "kept", "12 days")),
            Case("ParcelStored", false, With(stored, "shelf", null)),
            Case("ParcelStored", false, With(stored, "contents", new JsonArray(new JsonObject { ["quantity"] = 1 }))),
            Case("ParcelStored", false, With(stored, "counts", new JsonObject { ["a"] = "one" })),
            Case("ParcelStored", false, With(stored, "shelf")),
            Case("Moved", true, JsonSerializer.SerializeToNode<Moved>(new Carried(Guid.Empty, "me"), DepotJson.Default.Moved)!),
            Case("Moved", true, JsonSerializer.SerializeToNode<Moved>(new Driven(Guid.Empty, "B-1"), DepotJson.Default.Moved)!),
            Case("Moved", false, new JsonObject { ["$type"] = "flown", ["parcelId"] = Guid.Empty.ToString() }),
            Case("Moved", false, new JsonObject { ["$type"] = "carried", ["parcelId"] = Guid.Empty.ToString() }),
            Case("Moved", false, With(JsonSerializer.SerializeToNode<Moved>(new Driven(Guid.Empty, "B-1"), DepotJson.Default.Moved)!, "more", 1)),
            Case("Moved", true, With(JsonSerializer.SerializeToNode<Moved>(new Carried(Guid.Empty, "me"), DepotJson.Default.Moved)!, "more", 1)),
            Case("Found", true, JsonSerializer.SerializeToNode(new Found("A", Size.Small), DepotJson.Default.Found)!),
            Case("Found", false, With(JsonSerializer.SerializeToNode(new Found("A", Size.Small), DepotJson.Default.Found)!, "more", 1)),
        ];
    }

    private static JsonNode Case(string schema, bool valid, JsonNode message) =>
        new JsonObject { ["schema"] = schema, ["valid"] = valid, ["message"] = message.DeepClone() };

    private static JsonNode With(JsonNode message, string property, JsonNode? value)
    {
        JsonNode other = message.DeepClone();
        other[property] = value;
        return other;
    }

    private static JsonNode With(JsonNode message, string without)
    {
        JsonNode other = message.DeepClone();
        other.AsObject().Remove(without);
        return other;
    }

    private static string[] Texts(JsonDocument result, string member) =>
        [.. result.RootElement.GetProperty(member).EnumerateArray().Select(item => item.GetString()!)];

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString());
        File.WriteAllText(path, text);
        return path;
    }
}
