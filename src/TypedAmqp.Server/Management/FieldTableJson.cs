using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// Arguments as RabbitMQ's management API writes them: whole numbers, other numbers, texts, truth values, and tables and arrays of them. Times are
/// seconds, octets are Base64.
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

        return reader.TokenType == JsonTokenType.StartObject
            ? ReadTable(ref reader)
            : throw new JsonException("Arguments are an object of names and values.");
    }

    public override void Write(Utf8JsonWriter writer, FieldTable value, JsonSerializerOptions options) => WriteTable(writer, value);

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
                return reader.TryGetInt64(out long number) ? (object)number : ReadDouble(ref reader);
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

    private static double ReadDouble(ref Utf8JsonReader reader)
    {
        double number = reader.GetDouble();
        return double.IsFinite(number) ? number : throw new JsonException("A number in the arguments is larger than any that a double can hold.");
    }

    private static void WriteTable(Utf8JsonWriter writer, FieldTable table)
    {
        writer.WriteStartObject();
        foreach ((string name, object? field) in table)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, field);
        }

        writer.WriteEndObject();
    }

    // Not an overload of Write: the compiler looks for overloads before it looks at what is overridden, and a table would be written by this for
    // ever.
    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case FieldTable table:
                WriteTable(writer, table);
                break;
            case IReadOnlyList<object?> values:
                writer.WriteStartArray();
                foreach (object? item in values)
                {
                    WriteValue(writer, item);
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
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float or double when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                // JSON has no number for it.
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
