namespace TypedAmqp.Broker;

/// <summary>The forms of a <see cref="StreamOffset"/>.</summary>
internal enum StreamOffsetKind
{
    /// <summary>What is published from now on.</summary>
    Next,

    /// <summary>All that is there.</summary>
    First,

    /// <summary>What was written last.</summary>
    Last,

    /// <summary>From the message of a number on.</summary>
    Offset,

    /// <summary>What was published at a moment or later.</summary>
    Time,

    /// <summary>What is not older than this.</summary>
    Age,
}
