namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>A data folder that was kept from a format.</summary>
internal static class KeptFolder
{
    public static void CopyTo(string folder, string kept)
    {
        Directory.CreateDirectory(folder);
        foreach (string path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Storage", "Folders", kept)))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }
    }
}
