namespace TypedAmqp.Protocol;

/// <summary>What a frame carries (section 2.3.5 of the specification).</summary>
public enum FrameType : byte
{
    /// <summary>A method.</summary>
    Method = 1,

    /// <summary>The header of content.</summary>
    Header = 2,

    /// <summary>A part of the body of content.</summary>
    Body = 3,

    /// <summary>A sign of life, without payload.</summary>
    Heartbeat = 8,
}
