namespace TypedAmqp.Generators.Model;

/// <summary>What a property becomes as a header.</summary>
internal enum HeaderKind
{
    /// <summary>Its type cannot be written into a header.</summary>
    Unsupported,

    /// <summary>A string, or a type that formats itself, in the invariant culture.</summary>
    Text,

    /// <summary>An enum: one of its words.</summary>
    Enumeration,

    /// <summary>A bool.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A <c>float</c> or <c>double</c>.</summary>
    Number,

    /// <summary>A <c>DateTimeOffset</c>: a timestamp, in whole seconds.</summary>
    Timestamp,
}
