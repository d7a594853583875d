using System.Text;
using System.Text.Json;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>What was recorded of a real RabbitMQ 3.10.8, by the programs beside the recordings.</summary>
internal static class Recorded
{
    public static JsonDocument Open(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)));

    /// <summary>A table in which each value is an array of its type's letter and the value.</summary>
    public static FieldTable Table(JsonElement table)
    {
        FieldTable result = [];
        foreach (JsonProperty field in table.EnumerateObject())
        {
            result.Add(field.Name, Value(field.Value));
        }

        return result;
    }

    private static object? Value(JsonElement typed)
    {
        JsonElement value = typed[1];
        return typed[0].GetString() switch
        {
            "V" => null,
            "t" => value.GetBoolean(),
            "b" => value.GetSByte(),
            "B" => value.GetByte(),
            "s" => value.GetInt16(),
            "u" => value.GetUInt16(),
            "I" => value.GetInt32(),
            "i" => value.GetUInt32(),
            "l" => value.GetInt64(),
            "f" => value.GetSingle(),
            "d" => value.GetDouble(),
            "D" => new decimal(value[1].GetInt32(), 0, 0, false, value[0].GetByte()),
            "T" => DateTimeOffset.FromUnixTimeSeconds(value.GetInt64()),
            "S" => value.GetString(),
            "x" => Encoding.UTF8.GetBytes(value.GetString()!),
            "F" => Table(value),
            "A" => value.EnumerateArray().Select(Value).ToList(),
            string letter => throw new FormatException($"No field type has the letter {letter}."),
            null => throw new FormatException("A field type is a letter."),
        };
    }
}
