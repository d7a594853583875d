namespace TypedAmqp.Broker;

/// <summary>A copy of a data folder that was made.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Linked">How many of them are the same files as the original's, which neither ever changes.</param>
/// <param name="Octets">Octets of all files.</param>
public sealed record DataFolderBackup(string Folder, int Files, int Linked, long Octets);
