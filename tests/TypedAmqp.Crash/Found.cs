namespace TypedAmqp.Crash;

/// <summary>A message that was read after a restart.</summary>
internal readonly record struct Found(long Number, bool IsRedelivered);
