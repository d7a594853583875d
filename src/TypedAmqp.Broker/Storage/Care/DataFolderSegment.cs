namespace TypedAmqp.Broker;

/// <summary>A file of the log of a data folder.</summary>
/// <param name="File">Its name.</param>
/// <param name="Octets">Its size.</param>
/// <param name="Records">How many valid records it has, of messages and other things.</param>
/// <param name="Messages">How many messages in it wait in a queue.</param>
public sealed record DataFolderSegment(string File, long Octets, int Records, int Messages);
