namespace TypedAmqp.Broker;

/// <summary>Where a consumer begins to read a stream (<c>x-stream-offset</c>).</summary>
/// <param name="Kind">What the value means.</param>
/// <param name="Value">The number of a message, a time or an age in milliseconds.</param>
internal readonly record struct StreamOffset(StreamOffsetKind Kind, long Value = 0)
{
    /// <summary>Reads the argument; false when it is none of its forms.</summary>
    public static bool TryRead(object? value, out StreamOffset offset)
    {
        offset = default;
        if (FieldText.TryGetInteger(value, out long number))
        {
            offset = new StreamOffset(StreamOffsetKind.Offset, Math.Max(0, number));
            return true;
        }

        if (value is DateTimeOffset time)
        {
            offset = new StreamOffset(StreamOffsetKind.Time, time.ToUnixTimeMilliseconds());
            return true;
        }

        if (value is not string text)
        {
            return false;
        }

        switch (text)
        {
            case "first":
                offset = new StreamOffset(StreamOffsetKind.First);
                return true;
            case "last":
                offset = new StreamOffset(StreamOffsetKind.Last);
                return true;
            case "next":
                return true;
            default:
                bool isAge = StreamAge.TryRead(text, out long age);
                offset = new StreamOffset(StreamOffsetKind.Age, age);
                return isAge;
        }
    }
}
