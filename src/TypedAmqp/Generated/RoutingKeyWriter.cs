namespace TypedAmqp.Generated;

/// <summary>Writes the routing key of a message.</summary>
/// <typeparam name="T">The contract.</typeparam>
/// <param name="message">The message.</param>
/// <param name="key">Where the key goes.</param>
public delegate void RoutingKeyWriter<in T>(T message, ref RoutingKeyBuilder key);
