namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// How what a scenario says without waiting for answers follows each other: a broker of many processes may answer each of these otherwise.
/// </summary>
public enum Pace
{
    /// <summary>As it comes.</summary>
    Natural,

    /// <summary>In one piece.</summary>
    Together,

    /// <summary>Each in its time, when what came before it has long been seen.</summary>
    Apart,
}
