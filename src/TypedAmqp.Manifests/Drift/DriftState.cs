namespace TypedAmqp.Manifests;

/// <summary>How something on a broker differs from what is declared.</summary>
public enum DriftState
{
    /// <summary>It is declared and not there.</summary>
    Missing = 0,

    /// <summary>It is there with other properties or arguments.</summary>
    Different = 1,

    /// <summary>It is there, an earlier version declared it, and this one does not.</summary>
    Orphaned = 2,
}
