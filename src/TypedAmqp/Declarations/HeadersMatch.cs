namespace TypedAmqp;

/// <summary>How many headers of a binding must be equal to the message's (<c>x-match</c>).</summary>
public enum HeadersMatch
{
    /// <summary>All of them (<c>all</c>).</summary>
    All = 0,

    /// <summary>At least one (<c>any</c>).</summary>
    Any = 1,

    /// <summary>All of them, those that begin with <c>x-</c> included (<c>all-with-x</c>).</summary>
    AllWithX = 2,

    /// <summary>At least one, those that begin with <c>x-</c> included (<c>any-with-x</c>).</summary>
    AnyWithX = 3,
}
