namespace TypedAmqp.Connections;

/// <summary>What the caller will do after a write, which decides on whose thread the flush runs.</summary>
internal enum FlushHint
{
    /// <summary>More is likely to follow at once: the flush runs beside it, unless the connection was idle.</summary>
    More,

    /// <summary>The caller waits for an answer: nothing is gained by a hop to another thread.</summary>
    Awaited,
}
