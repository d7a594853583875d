using System.Runtime.CompilerServices;

namespace TypedAmqp.Protocol;

/// <summary>What can be wrong with octets. Not inlined, so that the readers stay small.</summary>
internal static class WireError
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException UnknownFrameType(byte type) =>
        new(ReplyCode.FrameError, $"FRAME_ERROR - unknown frame type {type}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException FrameTooLarge(uint size, uint limit) =>
        new(ReplyCode.FrameError, $"FRAME_ERROR - payload of {size} octets, more than the {limit} that were negotiated");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException WrongFrameEnd(byte octet) =>
        new(ReplyCode.FrameError, $"FRAME_ERROR - frame ends with octet {octet}, not {FrameFormat.EndOctet}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException Truncated(MethodId method) =>
        Malformed(method, "the octets end within a value");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException TrailingOctets(MethodId method, int count) =>
        Malformed(method, $"{count} octets too many");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException MalformedUtf8() =>
        new(ReplyCode.FrameError, "FRAME_ERROR - Malformed UTF-8 in shortstr");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException HeartbeatWithPayload(uint size) =>
        new(ReplyCode.FrameError, $"FRAME_ERROR - a heartbeat with a payload of {size} octets");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException ShortPayload(FrameType type, int length) =>
        new(ReplyCode.FrameError, $"FRAME_ERROR - a frame of type {(byte)type} with a payload of only {length} octets");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AmqpConnectionException Syntax(string reason) => new(ReplyCode.SyntaxError, "SYNTAX_ERROR - " + reason);

    // A method that cannot be read is a frame error, as RabbitMQ has it; a table or property list in it is a syntax error.
    private static AmqpConnectionException Malformed(MethodId method, string reason) => method == default
        ? Syntax(reason)
        : new(ReplyCode.FrameError, $"FRAME_ERROR - cannot decode {method.Name}: {reason}", method);
}
