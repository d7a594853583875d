using System.Globalization;
using System.Text.Json.Nodes;

namespace TypedAmqp.Manifests;

/// <summary>JSON Schemas (draft 7, as AsyncAPI has them) of the types of which bodies consist, as System.Text.Json writes them.</summary>
internal sealed class JsonSchemas
{
    private readonly TopologyModel _topology;
    private readonly Dictionary<string, string> _names = [];

    public JsonSchemas(TopologyModel topology)
    {
        _topology = topology;
        foreach (IGrouping<string, string> group in topology.Shapes.Keys.GroupBy(
            static type => ClrType.Parse(type).ShortName, StringComparer.Ordinal))
        {
            foreach (string type in group)
            {
                // Two types of one name have their namespaces before it.
                _names.Add(type, group.Count() == 1 ? group.Key : Name(type));
            }
        }
    }

    /// <summary>A schema for each type, by name.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> All() =>
        _topology.Shapes.Values.Select(shape => KeyValuePair.Create(_names[shape.Type], (JsonNode)Schema(shape)))
            .OrderBy(static item => item.Key, StringComparer.Ordinal);

    /// <summary>The schema of a type.</summary>
    public JsonObject Of(ClrType type, bool isTextNumber = false)
    {
        JsonObject schema = _names.TryGetValue(Key(type), out string? name)
            ? Reference(name)
            : FrameworkTypes.Schema(type, isTextNumber, argument => Of(argument, isTextNumber));
        if (!type.IsNullable)
        {
            return schema;
        }

        if (schema["type"] is JsonValue simple)
        {
            schema["type"] = new JsonArray(simple.DeepClone(), "null");
            return schema;
        }

        return schema.Count == 0 ? schema : new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    private static string Name(string type) =>
        string.Concat(type.Select(static character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '_'));

    /// <summary>The type as manifests name a shape: without the question mark.</summary>
    private static string Key(ClrType type) => type.Arguments.IsEmpty
        ? type.Name
        : $"{type.Name}<{string.Join(", ", type.Arguments.Select(static argument => Key(argument) + (argument.IsNullable ? "?" : "")))}>";

    private JsonObject Schema(ShapeModel shape)
    {
        if (shape.HasConverter)
        {
            return new JsonObject { ["description"] = "Written by a converter of its own." };
        }

        if (!shape.Members.IsEmpty)
        {
            return Enumeration(shape);
        }

        if (shape.Derived.IsEmpty)
        {
            return Object(shape);
        }

        // In its place stands one of them, told by the discriminator; or itself, without one.
        JsonArray alternatives = [];
        foreach (ShapeDerived derived in shape.Derived)
        {
            JsonNode? own = derived.Type == shape.Type ? Object(shape) : _names.TryGetValue(derived.Type, out string? name)
                ? Reference(name)
                : new JsonObject();
            alternatives.Add(
                (JsonNode?)(derived.Discriminator is string value ? Told(shape.Discriminator, Discriminator(value), derived, own) : own));
        }

        if (shape.Derived.All(derived => derived.Type != shape.Type))
        {
            JsonObject itself = Object(shape);
            if (shape.Derived.All(static derived => derived.Discriminator is not null))
            {
                itself["not"] = new JsonObject { ["required"] = new JsonArray(shape.Discriminator) };
            }

            alternatives.Add((JsonNode)itself);
        }

        return new JsonObject { ["anyOf"] = alternatives };
    }

    /// <summary>
    /// One of the types that may stand in a place, told by its discriminator. One that refuses what it does not have must know of that property.
    /// </summary>
    private JsonObject Told(string discriminator, JsonObject value, ShapeDerived derived, JsonNode own)
    {
        if (_topology.Shapes.TryGetValue(derived.Type, out ShapeModel? shape) && shape.RefusesUnknown)
        {
            JsonObject whole = Object(shape);
            whole["properties"]!.AsObject().Insert(0, discriminator, value);
            whole["required"] = new JsonArray([discriminator, .. (whole["required"] as JsonArray ?? []).Select(static name => name!.DeepClone())]);
            return whole;
        }

        JsonObject told = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [discriminator] = value },
            ["required"] = new JsonArray(discriminator),
        };
        return new JsonObject { ["allOf"] = new JsonArray(told, own) };
    }

    // The manifest has it as text, whichever of the two the attribute says.
    private static JsonObject Discriminator(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? new JsonObject { ["enum"] = new JsonArray(value, number) }
            : new JsonObject { ["const"] = value };

    private static JsonObject Enumeration(ShapeModel shape)
    {
        bool isText = shape.Members.Any(static member => member.IsText);
        if (shape.IsFlags)
        {
            string names = string.Join(", ", shape.Members.Select(static member => $"{member.Wire} ({member.Name})"));
            return new JsonObject { ["type"] = isText ? "string" : "integer", ["description"] = (isText ? "A list of: " : "A sum of: ") + names };
        }

        ShapeMember[] members = [.. shape.Members.OrderBy(static member => decimal.Parse(member.Value, CultureInfo.InvariantCulture))];
        JsonArray values =
            [.. members.Select(member => isText ? (JsonNode)member.Wire : long.TryParse(member.Wire, CultureInfo.InvariantCulture, out long number)
                ? number
                : ulong.Parse(member.Wire, CultureInfo.InvariantCulture))];
        JsonObject schema = new() { ["type"] = isText ? "string" : "integer", ["enum"] = values };
        if (!isText)
        {
            schema["description"] = string.Join(", ", members.Select(static member => $"{member.Wire} = {member.Name}"));
            schema["x-enum-varnames"] = new JsonArray([.. members.Select(static member => (JsonNode)member.Name)]);
        }

        return schema;
    }

    private JsonObject Object(ShapeModel shape)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (ShapeProperty property in shape.Properties)
        {
            properties[property.Json] = property.HasConverter
                ? new JsonObject { ["description"] = "Written by a converter of its own." }
                : Of(property.Type, property.IsTextNumber);
            if (property is { IsRequired: true, MayBeOmitted: false })
            {
                required.Add((JsonNode)property.Json);
            }
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (shape.RefusesUnknown)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }
}
