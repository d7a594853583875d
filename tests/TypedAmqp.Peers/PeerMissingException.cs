namespace TypedAmqp.Peers;

/// <summary>A program that a test compares with is not on this machine: the test is skipped, and the message is the reason.</summary>
public sealed class PeerMissingException(string message) : Exception(message);
