using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>Tags, that come as a list, or as one text with commas.</summary>
internal sealed class TagsJson : JsonConverter<string[]>
{
    public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        List<string> tags = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            tags.Add(reader.GetString()!);
        }

        return reader.TokenType == JsonTokenType.EndArray ? [.. tags] : throw new JsonException("Tags are a list of texts.");
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string tag in value)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
    }
}
