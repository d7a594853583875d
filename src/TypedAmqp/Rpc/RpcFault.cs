using System.Buffers;
using System.Text.Json;

namespace TypedAmqp.Rpc;

/// <summary>The body of a fault: <c>{"code":"out-of-stock","text":"..."}</c>.</summary>
internal static class RpcFault
{
    public static void Write(IBufferWriter<byte> output, string code, string text)
    {
        using Utf8JsonWriter writer = new(output);
        writer.WriteStartObject();
        writer.WriteString("code"u8, code);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    /// <summary>Reads a fault. One that cannot be read is still a fault.</summary>
    public static RpcFaultException Read(in ReadOnlySequence<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            string code = root.TryGetProperty("code"u8, out JsonElement value) ? value.GetString() ?? "" : "";
            string text = root.TryGetProperty("text"u8, out value) ? value.GetString() ?? "" : "";
            return new RpcFaultException(code, text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new RpcFaultException(RpcFaultException.InternalCode, "The server reported a fault that cannot be read.");
        }
    }
}
