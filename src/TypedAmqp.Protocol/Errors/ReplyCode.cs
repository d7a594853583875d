namespace TypedAmqp.Protocol;

/// <summary>Why a connection or channel was closed, or a message returned (section 1.2 of the specification's reference).</summary>
public enum ReplyCode : ushort
{
    /// <summary>The method completed.</summary>
    Success = 200,

    /// <summary>The content is larger than the server accepts.</summary>
    ContentTooLarge = 311,

    /// <summary>The message reached no queue; what a mandatory message is returned with.</summary>
    NoRoute = 312,

    /// <summary>The message reached no consumer; what an immediate message is returned with.</summary>
    NoConsumers = 313,

    /// <summary>An operator closed the connection.</summary>
    ConnectionForced = 320,

    /// <summary>The virtual host is unknown.</summary>
    InvalidPath = 402,

    /// <summary>The user may not do this.</summary>
    AccessRefused = 403,

    /// <summary>The exchange, queue or virtual host does not exist.</summary>
    NotFound = 404,

    /// <summary>Another connection holds the queue exclusively.</summary>
    ResourceLocked = 405,

    /// <summary>A precondition of the method does not hold, such as an equal declaration.</summary>
    PreconditionFailed = 406,

    /// <summary>The peer sent a malformed frame.</summary>
    FrameError = 501,

    /// <summary>The peer sent a frame with illegal values.</summary>
    SyntaxError = 502,

    /// <summary>The peer sent methods in an invalid order.</summary>
    CommandInvalid = 503,

    /// <summary>The peer used a channel that is not open.</summary>
    ChannelError = 504,

    /// <summary>The peer sent a frame that was not expected in this place.</summary>
    UnexpectedFrame = 505,

    /// <summary>The server lacks a resource.</summary>
    ResourceError = 506,

    /// <summary>The peer tried to work with an entity in a way that is prohibited.</summary>
    NotAllowed = 530,

    /// <summary>The peer asked for something that is not implemented.</summary>
    NotImplemented = 540,

    /// <summary>The server failed.</summary>
    InternalError = 541,
}
