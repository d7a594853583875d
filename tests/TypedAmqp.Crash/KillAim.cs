namespace TypedAmqp.Crash;

/// <summary>What the broker is to be in the middle of when it is killed.</summary>
internal enum KillAim
{
    Traffic,
    RollOver,
    Index,
    Definitions,
    Compaction,
}
