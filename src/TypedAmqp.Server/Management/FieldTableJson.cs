using System.Text.Json;
using System.Text.Json.Serialization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// Arguments as RabbitMQ's management API writes them: whole numbers, other numbers, texts, truth values, and tables and arrays of them. Times are seconds,
/// octets are Base64.
/// </summary>
internal sealed class FieldTableJson : JsonConverter<FieldTable>
{
    public override FieldTable Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // An Erlang program may send an empty table as an empty array.
        if (reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.EndArray)
        {
            return [];
        }

        return reader.TokenType == JsonTokenType.StartObject ? ReadTable(ref reader) : throw new JsonException("Arguments are an object of names and values.");
    }

    public override void Write(Utf8JsonWriter writer, FieldTable value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, object? field) in value)
        {
            writer.WritePropertyName(name);
            Write(writer, field, options);
        }

        writer.WriteEndObject();
    }

    private static FieldTable ReadTable(ref Utf8JsonReader reader)
    {
        FieldTable table = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            table[name] = ReadValue(ref reader);
        }

        return table;
    }

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? (object)number : reader.GetDouble();
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.StartObject:
                return ReadTable(ref reader);
            case JsonTokenType.StartArray:
                List<object?> values = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    values.Add(ReadValue(ref reader));
                }

                return values;
            default:
                return null;
        }
    }

    private void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case FieldTable table:
                Write(writer, table, options);
                break;
            case IReadOnlyList<object?> values:
                writer.WriteStartArray();
                foreach (object? item in values)
                {
                    Write(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case byte[] octets:
                writer.WriteBase64StringValue(octets);
                break;
            case DateTimeOffset time:
                writer.WriteNumberValue(time.ToUnixTimeSeconds());
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
