using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using TypedAmqp.Manifests.Tests.Depot;

namespace TypedAmqp.Manifests.Tests;

/// <summary>
/// Our schemas, which are made without running anything, agree with those of System.Text.Json for the same contracts under the same options.
/// </summary>
public sealed class SchemaExporterTests
{
    // Theirs says of a type that refuses null at run time only, without this, that it may be null.
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly JsonNode Document = JsonNode.Parse(AsyncApiDocument.Write(TopologyModelTests.Depot))!;

    public static TheoryData<string> Names => [.. Ours.Select(static schema => schema.Key)];

    private static JsonObject Ours => Document["components"]!["schemas"]!.AsObject();

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_say_the_same(string name)
    {
        Type type = typeof(ParcelStored).Assembly.GetTypes().Single(type => type.Namespace == typeof(ParcelStored).Namespace && type.Name == name);
        JsonNode theirs = JsonSchemaExporter.GetJsonSchemaAsNode(DepotJson.Default.Options, type, Options);
        AssertSame(Ours[name]!, theirs, name);
    }

    private static void AssertSame(JsonNode ours, JsonNode theirs, string where)
    {
        // A converter on a property is known to us alone; what may be anything is 'true' to them, and what refers back to itself stands there once
        // only.
        ours = Resolved(ours, out bool isNullable);
        if (theirs is not JsonObject
            || theirs["$ref"] is not null
            || ours["description"]?.GetValue<string>().Contains("converter", StringComparison.Ordinal) == true)
        {
            return;
        }

        if (ours["anyOf"] is JsonArray alternatives)
        {
            // Ours also has the contract itself, which is written without a discriminator.
            Assert.Equal(alternatives.Count(static item => item!["not"] is null), theirs["anyOf"]!.AsArray().Count);
            return;
        }

        string[] types = Types(ours);
        string[] theirTypes = Types(theirs);
        Assert.Empty(types.Except(theirTypes).Select(type => $"{where}: {type}, and theirs is {theirs.ToJsonString()}"));
        Assert.True((isNullable || types.Contains("null")) == theirTypes.Contains("null"), $"{where}: null");
        Assert.Equal(Texts(ours["required"]), Texts(theirs["required"]));
        if (types.Contains("string"))
        {
            // Theirs lists null among the members of an enum that may be null.
            Assert.Equal(Texts(ours["enum"]), Texts(theirs["enum"]).Where(static member => member.Length > 0));
        }

        if (ours["properties"] is JsonObject properties)
        {
            Assert.Equal(
                properties.Select(static property => property.Key).Order(),
                theirs["properties"]!.AsObject().Select(static property => property.Key).Order());
            foreach ((string name, JsonNode? property) in properties.Where(static property => property.Value is JsonObject { Count: > 0 }))
            {
                AssertSame(property!, theirs["properties"]![name]!, $"{where}.{name}");
            }
        }

        if (ours["items"] is JsonNode items)
        {
            AssertSame(items, theirs["items"]!, where + "[]");
        }

        Assert.Equal(IsFalse(ours["additionalProperties"]), IsFalse(theirs["additionalProperties"]));
        if (ours["additionalProperties"] is JsonObject values)
        {
            AssertSame(values, theirs["additionalProperties"]!, where + "{}");
        }
    }

    /// <summary>The schema that a reference leads to; null may stand beside it.</summary>
    private static JsonNode Resolved(JsonNode schema, out bool isNullable)
    {
        isNullable = schema["anyOf"] is JsonArray { Count: 2 } either && either[1]!["type"]?.ToString() == "null";
        JsonNode plain = isNullable ? schema["anyOf"]![0]! : schema;
        return plain["$ref"] is JsonNode reference ? Ours[reference.GetValue<string>().Split('/')[^1]]! : plain;
    }

    private static string[] Types(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(static type => type!.GetValue<string>())],
        JsonValue one => [one.GetValue<string>()],

        // The members of an enum say it.
        _ => schema["enum"] is JsonArray members ? [.. members.Select(static member => member is null ? "null" : "string").Distinct()] : [],
    };

    private static bool IsFalse(JsonNode? schema) => schema?.GetValueKind() == System.Text.Json.JsonValueKind.False;

    private static string[] Texts(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(static item => item?.ToString() ?? "").Order(StringComparer.Ordinal)];
}
