using System.Text.Json.Nodes;

namespace TypedAmqp.Manifests;

/// <summary>JSON Schemas of the framework's own types, as System.Text.Json writes them.</summary>
internal static class FrameworkTypes
{
    // What the format 'date-time' of JSON Schema refuses: a time without offset, of a DateTime that does not know where it is.
    private const string LocalTime = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$";

    public static JsonObject Schema(ClrType type, bool isTextNumber, Func<ClrType, JsonObject> of) => type switch
    {
        { Name: "[]" or "System.Memory" or "System.ReadOnlyMemory", Arguments: [{ Name: "byte", IsNullable: false }] } =>
            new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        { Name: "[]", Arguments: [ClrType element] } => List(of(element)),
        { Arguments: [_, ClrType value] } when IsOfFramework(type) && type.Name.EndsWith("Dictionary", StringComparison.Ordinal) =>
            new JsonObject { ["type"] = "object", ["additionalProperties"] = of(value) },
        { Arguments: [ClrType element] } when IsOfFramework(type) && IsList(type.Name) => List(of(element)),
        { Arguments: [] } => Simple(type.Name, isTextNumber),
        _ => Unknown(),
    };

    private static bool IsOfFramework(ClrType type) => type.Name.StartsWith("System.", StringComparison.Ordinal);

    private static bool IsList(string name) => name.StartsWith("System.Collections.", StringComparison.Ordinal)
        || name is "System.Memory" or "System.ReadOnlyMemory" or "System.ArraySegment";

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Simple(string name, bool isTextNumber) => name switch
    {
        "string" => Text(),
        "char" => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 1 },
        "bool" => new JsonObject { ["type"] = "boolean" },
        "byte" => Integer(isTextNumber, byte.MinValue, byte.MaxValue),
        "sbyte" => Integer(isTextNumber, sbyte.MinValue, sbyte.MaxValue),
        "short" => Integer(isTextNumber, short.MinValue, short.MaxValue),
        "ushort" => Integer(isTextNumber, ushort.MinValue, ushort.MaxValue),
        "int" => Integer(isTextNumber, null, null, "int32"),
        "uint" => Integer(isTextNumber, 0, uint.MaxValue),
        "long" => Integer(isTextNumber, null, null, "int64"),
        "ulong" => Integer(isTextNumber, 0, null),
        "System.Int128" => Integer(isTextNumber, null, null),
        "System.UInt128" => Integer(isTextNumber, 0, null),
        "float" => Number(isTextNumber, "float"),
        "double" => Number(isTextNumber, "double"),
        "decimal" => Number(isTextNumber, null),
        "System.Half" => Number(isTextNumber, null),
        "System.Guid" => Text("uuid"),
        "System.DateTimeOffset" => Text("date-time"),
        "System.DateTime" => Pattern(LocalTime),
        "System.DateOnly" => Text("date"),
        "System.TimeOnly" => Pattern(@"^\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"),
        "System.TimeSpan" => Pattern(@"^-?(\d{1,8}\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"),
        "System.Uri" => Text("uri-reference"),
        "System.Version" => Pattern(@"^\d+(\.\d+){1,3}$"),
        "System.Text.Json.Nodes.JsonObject" => new JsonObject { ["type"] = "object" },
        "System.Text.Json.Nodes.JsonArray" => new JsonObject { ["type"] = "array" },
        "object" or "System.Text.Json.JsonElement" or "System.Text.Json.JsonDocument" or "System.Text.Json.Nodes.JsonNode" => [],
        _ => Unknown(),
    };

    private static JsonObject Unknown() => new() { ["description"] = "Whatever its converter writes." };

    private static JsonObject Text(string? format = null)
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Integer(bool isText, long? minimum, long? maximum, string? format = null)
    {
        if (isText)
        {
            return Pattern(@"^-?\d+$");
        }

        JsonObject schema = new() { ["type"] = "integer" };
        if (format is not null)
        {
            schema["format"] = format;
        }

        if (minimum is long least)
        {
            schema["minimum"] = least;
        }

        if (maximum is long most)
        {
            schema["maximum"] = most;
        }

        return schema;
    }

    private static JsonObject Number(bool isText, string? format)
    {
        JsonObject schema = isText ? Pattern(@"^-?\d+(\.\d+)?([eE][+-]?\d+)?$") : new JsonObject { ["type"] = "number" };
        if (format is not null && !isText)
        {
            schema["format"] = format;
        }

        return schema;
    }
}
