namespace TypedAmqp.Generated;

/// <summary>Writes those headers of a message that come from its properties.</summary>
/// <typeparam name="T">The contract.</typeparam>
/// <param name="message">The message.</param>
/// <param name="headers">Where the headers go.</param>
public delegate void HeaderWriter<in T>(T message, ref HeaderBuilder headers);
