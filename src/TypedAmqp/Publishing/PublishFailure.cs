namespace TypedAmqp;

/// <summary>A message that was published and not confirmed.</summary>
/// <param name="Index">Which one of those that were published with one call, counted from 0.</param>
/// <param name="Result">How its publish ended.</param>
public readonly record struct PublishFailure(long Index, PublishResult Result);
