using System.Text.Json.Serialization;

namespace TypedAmqp.Tool.Listing;

/// <summary>Reads the broker's list.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(QueueLine[]))]
internal sealed partial class QueueLineJson : JsonSerializerContext;
