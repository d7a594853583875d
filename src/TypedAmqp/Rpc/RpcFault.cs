using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>The body of a fault: <c>{"code":"out-of-stock","text":"...","detail":{...}}</c>, with a detail where the service declares one.</summary>
internal static class RpcFault
{
    public static void Write(IBufferWriter<byte> output, string code, string text)
    {
        using Utf8JsonWriter writer = new(output);
        WriteStart(writer, code, text);
        writer.WriteEndObject();
    }

    /// <summary>Writes a fault that the service declares.</summary>
    public static void Write(IBufferWriter<byte> output, RpcFaultContract contract, RpcFaultException fault)
    {
        ArrayBufferWriter<byte> detail = new();
        contract.Write(fault, detail);
        using Utf8JsonWriter writer = new(output);
        WriteStart(writer, contract.Code, fault.Message);
        writer.WritePropertyName("detail"u8);
        writer.WriteRawValue(detail.WrittenSpan);
        writer.WriteEndObject();
    }

    /// <summary>Reads a fault. One that cannot be read is still a fault.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="declared">What the method declares: a fault of another code, or without a detail, has its code and text only.</param>
    public static RpcFaultException Read(in ReadOnlySequence<byte> body, IReadOnlyList<RpcFaultContract> declared)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            string code = root.TryGetProperty("code"u8, out JsonElement value) ? value.GetString() ?? "" : "";
            string text = root.TryGetProperty("text"u8, out value) ? value.GetString() ?? "" : "";
            RpcFaultContract? contract = declared.FirstOrDefault(contract => contract.Code == code);
            return contract is not null && root.TryGetProperty("detail"u8, out JsonElement detail)
                ? contract.Read(text, new ReadOnlySequence<byte>(JsonMarshal.GetRawUtf8Value(detail).ToArray()))
                : new RpcFaultException(code, text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or UndecodableMessageException)
        {
            return new RpcFaultException(RpcFaultException.InternalCode, "The server reported a fault that cannot be read.");
        }
    }

    private static void WriteStart(Utf8JsonWriter writer, string code, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, code);
        writer.WriteString("text"u8, text);
    }
}
