namespace TypedAmqp.Fuzzing.Targets;

/// <summary>What was found, with all that is needed to run it again.</summary>
internal sealed class FuzzFailureException(string message, Exception? innerException = null) : Exception(message, innerException);
