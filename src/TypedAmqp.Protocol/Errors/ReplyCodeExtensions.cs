namespace TypedAmqp.Protocol;

/// <summary>What reply texts say of a reply code.</summary>
public static class ReplyCodeExtensions
{
    extension(ReplyCode code)
    {
        /// <summary>The name that starts RabbitMQ's reply texts, such as <c>NOT_FOUND</c>; the number where there is none.</summary>
        public string Name => code switch
        {
            ReplyCode.Success => "SUCCESS",
            ReplyCode.ContentTooLarge => "CONTENT_TOO_LARGE",
            ReplyCode.NoRoute => "NO_ROUTE",
            ReplyCode.NoConsumers => "NO_CONSUMERS",
            ReplyCode.ConnectionForced => "CONNECTION_FORCED",
            ReplyCode.InvalidPath => "INVALID_PATH",
            ReplyCode.AccessRefused => "ACCESS_REFUSED",
            ReplyCode.NotFound => "NOT_FOUND",
            ReplyCode.ResourceLocked => "RESOURCE_LOCKED",
            ReplyCode.PreconditionFailed => "PRECONDITION_FAILED",
            ReplyCode.FrameError => "FRAME_ERROR",
            ReplyCode.SyntaxError => "SYNTAX_ERROR",
            ReplyCode.CommandInvalid => "COMMAND_INVALID",
            ReplyCode.ChannelError => "CHANNEL_ERROR",
            ReplyCode.UnexpectedFrame => "UNEXPECTED_FRAME",
            ReplyCode.ResourceError => "RESOURCE_ERROR",
            ReplyCode.NotAllowed => "NOT_ALLOWED",
            ReplyCode.NotImplemented => "NOT_IMPLEMENTED",
            ReplyCode.InternalError => "INTERNAL_ERROR",
            _ => ((ushort)code).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
