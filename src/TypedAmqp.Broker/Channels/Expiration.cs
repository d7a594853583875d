using System.Buffers.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Reads the <c>expiration</c> of a message: a whole number of milliseconds, as text. What it refuses, it refuses in RabbitMQ's words.
/// </summary>
internal static class Expiration
{
    /// <summary>The longest time to live, in milliseconds: ten years, as RabbitMQ has it.</summary>
    public const long Longest = 10L * 365 * 24 * 60 * 60 * 1000;

    /// <summary>The time to live, in milliseconds.</summary>
    /// <exception cref="AmqpChannelException">406: it is no such number.</exception>
    public static long Read(ShortString expiration)
    {
        ReadOnlySpan<byte> octets = expiration.Octets;
        ReadOnlySpan<byte> digits = octets is [(byte)'+' or (byte)'-', ..] ? octets[1..] : octets;
        int count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is int end and >= 0 ? end : digits.Length;
        if (count == 0)
        {
            throw Refuse(expiration, "no_integer");
        }

        if (count < digits.Length)
        {
            throw Refuse(expiration, $"{{leftover_string,\"{new ShortString(digits[count..]).ToString()}\"}}");
        }

        ReadOnlySpan<byte> number = digits.TrimStart((byte)'0');
        if (!Utf8Parser.TryParse(digits, out long milliseconds, out _))
        {
            milliseconds = long.MaxValue;
        }

        if (octets[0] == '-' && milliseconds > 0)
        {
            throw Refuse(expiration, $"{{value_negative,{expiration.ToString()}}}");
        }

        return milliseconds <= Longest ? milliseconds : throw Refuse(expiration, $"{{value_too_large,{new ShortString(number).ToString()}}}");
    }

    private static AmqpChannelException Refuse(ShortString expiration, string reason) =>
        Refusal.Channel(ReplyCode.PreconditionFailed, $"invalid expiration '{expiration.ToString()}': {reason}", MethodId.BasicPublish);
}
