namespace TypedAmqp.Broker;

/// <summary>A data folder cannot be used. The message is one sentence that names it and says why.</summary>
public sealed class DataFolderException : IOException
{
    internal DataFolderException(string folder, string reason, Exception? cause = null)
        : base($"The data folder {folder} cannot be used: {reason}.", cause) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
