namespace TypedAmqp.Broker;

/// <summary>A queue of a data folder.</summary>
/// <param name="VirtualHost">Its virtual host.</param>
/// <param name="Name">Its name.</param>
/// <param name="Messages">How many messages wait in it.</param>
/// <param name="Octets">What they take, with their properties and routing keys.</param>
public sealed record DataFolderQueue(string VirtualHost, string Name, int Messages, long Octets);
