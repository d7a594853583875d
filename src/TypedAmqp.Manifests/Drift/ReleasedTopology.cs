using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>What earlier versions declared: the lock file that was committed with each release remembers it.</summary>
public static class ReleasedTopology
{
    /// <summary>Reads a <c>topology.lock.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The topology's name; null for the first.</param>
    /// <returns>The topology; null when that version had none of the name.</returns>
    /// <exception cref="InvalidDataException">It is no lock file; the message is a sentence.</exception>
    public static TopologyModel? Read(string path, string? name = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            IReadOnlyList<TopologyModel> all = ManifestReader.Read(document.RootElement.GetProperty("manifest").GetRawText(), []);
            return name is null ? all[0] : all.FirstOrDefault(topology => topology.Name == name);
        }
        catch (Exception fault) when (fault
            is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{path}' is no lock file that can be read: {fault.Message}", fault);
        }
    }
}
