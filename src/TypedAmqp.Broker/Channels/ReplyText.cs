using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Reply texts are short strings: names in them can make them longer than 255 octets.</summary>
internal static class ReplyText
{
    private const string More = "...";

    /// <summary>The text of an error; one that is too long is cut, never within a character, and ends with dots.</summary>
    public static string Of(AmqpException reason)
    {
        string text = reason.Message;
        if (Encoding.UTF8.GetByteCount(text) <= ShortString.MaxLength)
        {
            return text;
        }

        Span<byte> octets = stackalloc byte[ShortString.MaxLength - More.Length];
        Encoding.UTF8.GetEncoder().Convert(text, octets, flush: false, out int used, out _, out _);
        return string.Concat(text.AsSpan(0, used), More);
    }
}
