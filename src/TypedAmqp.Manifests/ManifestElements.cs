using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>Members of a manifest's objects: what has its type's default is left out.</summary>
internal static class ManifestElements
{
    public static string? Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;

    public static string Required(this JsonElement element, string member) =>
        element.Text(member) ?? throw new InvalidDataException(
            $"The manifest has an object without '{member}': use the command of the version that built the assembly.");

    public static bool Flag(this JsonElement element, string member) => element.TryGetProperty(member, out JsonElement value) && value.GetBoolean();

    public static long? Number(this JsonElement element, string member) =>
        element.TryGetProperty(member, out JsonElement value) ? value.GetInt64() : null;

    public static JsonElement? Object(this JsonElement element, string member) =>
        element.TryGetProperty(member, out JsonElement value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string member) =>
        element.TryGetProperty(member, out JsonElement value) ? value.EnumerateArray() : [];

    /// <summary>The name of a declaring type, without <c>global::</c>.</summary>
    public static string DeclaringType(this JsonElement element)
    {
        JsonElement type = element.GetProperty("type");
        return Plain(type.ValueKind == JsonValueKind.String ? type.GetString()! : type.Required("type"));
    }

    public static string Plain(string emitted) => emitted.Replace("global::", "", StringComparison.Ordinal);
}
