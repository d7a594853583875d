using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Which messages of a stream a consumer is for (<c>x-stream-filter</c>, RabbitMQ 3.13 and later): those whose header <c>x-stream-filter-value</c> is
/// one of some texts. RabbitMQ leaves out whole chunks, and its clients are to look at each message again; here none comes that does not match.
/// </summary>
/// <param name="values">The texts.</param>
/// <param name="matchUnfiltered">Whether messages without the header match too (<c>x-stream-match-unfiltered</c>).</param>
internal sealed class StreamFilter(IEnumerable<string> values, bool matchUnfiltered)
{
    private readonly byte[][] _values = [.. values.Select(Encoding.UTF8.GetBytes)];

    private static ReadOnlySpan<byte> Header => "x-stream-filter-value"u8;

    /// <summary>Whether a message is for the consumer.</summary>
    public bool Matches(in MessageOctets message)
    {
        if (!new BasicPropertiesView(message.Properties).Headers.TryGet(Header, out FieldValueView value) || !value.TryGetString(out LongString text))
        {
            return matchUnfiltered;
        }

        foreach (byte[] wanted in _values)
        {
            if (text.Octets.SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
