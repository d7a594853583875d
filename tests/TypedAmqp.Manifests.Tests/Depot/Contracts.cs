using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedAmqp.Manifests.Tests.Depot;

public enum Size
{
    Small,
    Large,
}

[JsonConverter(typeof(JsonStringEnumConverter<Colour>))]
public enum Colour
{
    Red,
    [JsonStringEnumMemberName("dark-blue")]
    DarkBlue,
}

[Flags]
public enum Handling
{
    None = 0,
    Fragile = 1,
    Cold = 2,
}

// Every kind of property that the framework writes in a way of its own.
[Message("parcel.stored")]
public sealed record ParcelStored(Size Size, Guid ParcelId, string Shelf)
{
    public required Colour Label { get; init; }

    public Colour? SecondLabel { get; init; }

    public Handling Handling { get; init; }

    public string? Note { get; init; }

    public int? Floor { get; init; }

    public double Weight { get; init; }

    public decimal Price { get; init; }

    public byte Layer { get; init; }

    public char Row { get; init; } = 'a';

    public bool Insured { get; init; }

    public DateTimeOffset StoredAt { get; init; }

    public DateTime Local { get; init; }

    public DateOnly Due { get; init; }

    public TimeOnly Opens { get; init; }

    public TimeSpan Kept { get; init; }

    public Uri? Tracking { get; init; }

    public byte[] Seal { get; init; } = [];

    public IReadOnlyList<Content> Contents { get; init; } = [];

    public Dictionary<string, int> Counts { get; init; } = [];

    public Dimensions? Dimensions { get; init; }

    public JsonElement? Extra { get; init; }

    [JsonPropertyName("reference-no")]
    public string Reference { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hidden { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long Serial { get; init; }

    [JsonConverter(typeof(PointConverter))]
    public Point Position { get; init; }

    [JsonIgnore]
    public string Secret => "none";
}

public sealed record Content(string Name, int Quantity = 1, Content? Inner = null);

public readonly record struct Dimensions(float Width, float Height);

public readonly record struct Point(int X, int Y);

public sealed class PointConverter : JsonConverter<Point>
{
    public override Point Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!.Split(':'));

    public override void Write(Utf8JsonWriter writer, Point value, JsonSerializerOptions options) => writer.WriteStringValue($"{value.X}:{value.Y}");

    private static Point Parse(string[] parts) => new(int.Parse(parts[0]), int.Parse(parts[1]));
}

[Message("parcel.moved")]
[JsonDerivedType(typeof(Carried), "carried")]
[JsonDerivedType(typeof(Driven), "driven")]
public abstract record Moved(Guid ParcelId);

public sealed record Carried(Guid ParcelId, string By) : Moved(ParcelId);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Driven(Guid ParcelId, string Plate) : Moved(ParcelId);

[Message("alarm", Format = MessageFormat.Text)]
public sealed record Alarm(string Text);

public sealed record Where(Guid ParcelId);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Found(string Shelf, Size Size);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ParcelStored))]
[JsonSerializable(typeof(Moved))]
[JsonSerializable(typeof(Where))]
[JsonSerializable(typeof(Found))]
internal sealed partial class DepotJson : JsonSerializerContext;
