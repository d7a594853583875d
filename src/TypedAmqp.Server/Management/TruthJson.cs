using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>Truth values, which <c>rabbitmqadmin</c> sends as texts; RabbitMQ takes either.</summary>
internal sealed class TruthJson : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String when reader.ValueTextEquals("true"u8) => true,
        JsonTokenType.String when reader.ValueTextEquals("false"u8) => false,
        _ => throw new JsonException("A truth value is true or false."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
