namespace TypedAmqp.Broker;

/// <summary>A part of a data folder that cannot be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where in the file, in octets.</param>
/// <param name="Text">What is lost.</param>
public sealed record DataFolderDamage(string File, long Offset, string Text);
