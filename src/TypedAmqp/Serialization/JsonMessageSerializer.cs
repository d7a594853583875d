using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedAmqp.Serialization;

/// <summary>JSON by System.Text.Json, through the <see cref="JsonTypeInfo{T}"/> of the user's own context.</summary>
/// <param name="context">The context; without one, reflection is used as long as the program allows it.</param>
/// <param name="allowsNull">Whether a body may be <c>null</c>.</param>
internal sealed class JsonMessageSerializer<T>(JsonSerializerContext? context, bool allowsNull = false) : IMessageSerializer<T>
{
    private JsonTypeInfo<T>? _typeInfo;

    public string ContentType => "application/json";

    // Looked up at first use: an exception in a static initialiser would hide its reason behind a TypeInitializationException.
    private JsonTypeInfo<T> TypeInfo => _typeInfo ??= FindTypeInfo();

    public void Write(T message, IBufferWriter<byte> output)
    {
        JsonTypeInfo<T> typeInfo = TypeInfo;
        PooledJsonWriter json = PooledJsonWriter.Rent(output, typeInfo.Options);
        JsonSerializer.Serialize(json.Writer, message, typeInfo);
        json.Return();
    }

    public T Read(in ReadOnlySequence<byte> body)
    {
        T? message = body.IsSingleSegment ? JsonSerializer.Deserialize(body.FirstSpan, TypeInfo) : ReadSegments(in body);
        return message is null && !allowsNull ? throw new JsonException($"The body is null, which is no {typeof(T).Name}.") : message!;
    }

    private T? ReadSegments(in ReadOnlySequence<byte> body)
    {
        JsonSerializerOptions options = TypeInfo.Options;
        Utf8JsonReader reader = new(body, new JsonReaderOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling,
            MaxDepth = options.MaxDepth,
        });
        T? message = JsonSerializer.Deserialize(ref reader, TypeInfo);
        return reader.Read() ? throw new JsonException("There is something behind the JSON value.") : message;
    }

    private JsonTypeInfo<T> FindTypeInfo()
    {
        if (context is null)
        {
            return ReflectedTypeInfo();
        }

        return (JsonTypeInfo<T>?)context.GetTypeInfo(typeof(T))
            ?? throw new InvalidOperationException(
                $"{context.GetType().Name} does not know the contract {typeof(T).Name}: add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where the program has reflection-based JSON switched on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reached only where the program has reflection-based JSON switched on.")]
    private static JsonTypeInfo<T> ReflectedTypeInfo() => JsonSerializer.IsReflectionEnabledByDefault
        ? (JsonTypeInfo<T>)JsonSerializerOptions.Web.GetTypeInfo(typeof(T))
        : throw new InvalidOperationException(
            $"The contract {typeof(T).Name} is JSON, and the assembly names no JsonSerializerContext: write [assembly: Topology(\"...\", Json = typeof(...))].");
}
