using System.Buffers;
using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The <c>x-death</c> header: one entry for each queue and reason that a message died in and of, the latest death first, as RabbitMQ keeps it. What
/// it says of earlier deaths, and all other headers, stay octet by octet. Up to 3.13 it takes what a client publishes as history; from 4.0 on only
/// what the broker itself has written, and adds which death was the last.
/// </summary>
internal sealed class DeathHistory
{
    private const string FirstDeath = "x-first-death-";
    private const string LastDeath = "x-last-death-";

    // The elements of the array.
    private readonly byte[] _deaths;

    private DeathHistory(byte[] deaths) => _deaths = deaths;

    private static ReadOnlySpan<byte> Header => "x-death"u8;

    /// <summary>Enters a death into the headers of a message.</summary>
    /// <param name="headers">The headers as they are.</param>
    /// <param name="copies">The further routing keys of the message; null: none.</param>
    /// <param name="queue">The queue in which it died.</param>
    /// <param name="reason">Of what.</param>
    /// <param name="message">The message.</param>
    /// <param name="now">When.</param>
    /// <param name="compatibility">Whose history it is.</param>
    /// <param name="changed">The pairs of the headers with the history in them.</param>
    public static DeathHistory Add(
        FieldTableView headers,
        List<byte[]>? copies,
        byte[] queue,
        ReadOnlySpan<byte> reason,
        in MessageOctets message,
        DateTimeOffset now,
        Compatibility compatibility,
        out ReadOnlySpan<byte> changed)
    {
        bool isVersion4 = compatibility == Compatibility.RabbitMq42;
        bool isRead = !isVersion4 || (message.Flags & EntryFlags.Died) != 0;
        FieldValueView before = default;
        bool isFirst = !isRead || !headers.TryGet(Header, out before);
        bool hasHistory = before.TryGetArray(out FieldArrayView deaths);
        FieldTableView latest = TryFind(deaths, queue, reason, out FieldTableView known, out int start)
            ? CountUp(known, isVersion4)
            : Describe(copies, queue, reason, message, now, isVersion4);
        latest = hasHistory && !isVersion4 ? HeaderEdit.Sort(latest) : latest;
        ArrayBufferWriter<byte> array = new();
        WriteSized(array, (byte)FieldType.Table, latest.Octets);
        array.Write(deaths.Octets[..start]);
        array.Write(deaths.Octets[Math.Min(deaths.Octets.Length, start + 1 + known.Size)..]);
        DeathHistory history = new(array.WrittenSpan.ToArray());

        ArrayBufferWriter<byte> table = new();
        CopyOthers(table, headers, isFirst, isVersion4);
        WriteName(table, Header);
        WriteSized(table, (byte)FieldType.Array, history._deaths);
        if (isFirst)
        {
            table.Write(DeathHeaders(FirstDeath, queue, reason, message).Octets);
        }

        if (isVersion4)
        {
            table.Write(DeathHeaders(LastDeath, queue, reason, message).Octets);
        }

        changed = HeaderEdit.Sort(new FieldTableView(table.WrittenSpan)).Octets;
        return history;
    }

    /// <summary>
    /// Whether the message died in this queue before and came back with nobody having rejected it since: it would go round for ever, and is dropped
    /// instead.
    /// </summary>
    public bool IsCycle(byte[] queue)
    {
        foreach (FieldValueView death in new FieldArrayView(_deaths))
        {
            if (!death.TryGetTable(out FieldTableView entry) || Is(entry, "reason"u8, DeadLetterReason.Rejected))
            {
                return false;
            }

            if (Is(entry, "queue"u8, queue))
            {
                return true;
            }
        }

        return false;
    }

    // Where there is none, it would have begun at the end.
    private static bool TryFind(FieldArrayView deaths, byte[] queue, ReadOnlySpan<byte> reason, out FieldTableView found, out int start)
    {
        start = 0;
        foreach (FieldValueView death in deaths)
        {
            if (death.TryGetTable(out found) && Is(found, "queue"u8, queue) && Is(found, "reason"u8, reason))
            {
                return true;
            }

            start += HeaderEdit.SizeOf(death);
        }

        found = default;
        return false;
    }

    private static FieldTableView Describe(
        List<byte[]>? copies, byte[] queue, ReadOnlySpan<byte> reason, in MessageOctets message, DateTimeOffset now, bool isVersion4)
    {
        FieldTable death = [];
        BasicPropertiesView properties = new(message.Properties);
        string? expiration = properties.HasExpiration ? properties.Expiration.ToString() : null;
        AddExpiration(death, isVersion4 ? expiration : null);
        death.Add("count", 1L);
        death.Add("reason", Text(reason));
        death.Add("queue", Text(queue));
        death.Add("time", now);
        death.Add("exchange", Text(message.Exchange));
        death.Add("routing-keys", new List<object?>([Text(message.RoutingKey), .. (copies ?? []).Select(static key => Text(key))]));
        AddExpiration(death, isVersion4 ? null : expiration);
        return death;
    }

    private static void AddExpiration(FieldTable death, string? expiration)
    {
        if (expiration is not null)
        {
            death.Add("original-expiration", expiration);
        }
    }

    private static FieldTableView CountUp(FieldTableView death, bool isVersion4)
    {
        long count = death.TryGet("count"u8, out FieldValueView value) && value.TryGetInteger(out long before) ? before + 1 : 1;
        if (isVersion4)
        {
            // The broker wrote it, as a long, and leaves it where it is.
            byte[] same = death.Octets.ToArray();
            death.Octets.Overlaps(value.Octets, out int position);
            BinaryPrimitives.WriteInt64BigEndian(same.AsSpan(position), count);
            return new FieldTableView(same);
        }

        ArrayBufferWriter<byte> counted = new();
        counted.Write(((FieldTableView)new FieldTable { ["count"] = count }).Octets);
        counted.Write(HeaderEdit.Without(death, "count"u8));
        return new FieldTableView(counted.WrittenSpan);
    }

    private static FieldTableView DeathHeaders(string prefix, byte[] queue, ReadOnlySpan<byte> reason, in MessageOctets message) => new FieldTable
    {
        [prefix + "reason"] = Text(reason),
        [prefix + "queue"] = Text(queue),
        [prefix + "exchange"] = Text(message.Exchange),
    };

    private static void CopyOthers(ArrayBufferWriter<byte> table, FieldTableView headers, bool isFirst, bool isVersion4)
    {
        int start = 0;
        foreach (FieldView header in headers)
        {
            int size = HeaderEdit.SizeOf(header);
            ReadOnlySpan<byte> name = header.Name.Octets;
            bool isReplaced = name.SequenceEqual(Header)
                || (isFirst && IsDeathHeader(name, "x-first-death-"u8))
                || (isVersion4 && IsDeathHeader(name, "x-last-death-"u8));
            if (!isReplaced)
            {
                table.Write(headers.Octets.Slice(start, size));
            }

            start += size;
        }
    }

    private static bool IsDeathHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix)
    {
        ReadOnlySpan<byte> rest = name.StartsWith(prefix) ? name[prefix.Length..] : default;
        return rest.SequenceEqual("reason"u8) || rest.SequenceEqual("queue"u8) || rest.SequenceEqual("exchange"u8);
    }

    private static void WriteName(ArrayBufferWriter<byte> table, ReadOnlySpan<byte> name)
    {
        new ArgumentWriter(table.GetSpan(1 + name.Length)).WriteShortString(name);
        table.Advance(1 + name.Length);
    }

    private static void WriteSized(ArrayBufferWriter<byte> writer, byte type, ReadOnlySpan<byte> octets)
    {
        ArgumentWriter field = new(writer.GetSpan(1 + sizeof(uint) + octets.Length));
        field.WriteOctet(type);
        field.WriteLong((uint)octets.Length);
        field.WriteOctets(octets);
        writer.Advance(1 + sizeof(uint) + octets.Length);
    }

    private static string Text(ReadOnlySpan<byte> octets) => new ShortString(octets).ToString();

    private static bool Is(FieldTableView entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        entry.TryGet(name, out FieldValueView given) && given.TryGetString(out LongString text) && text.Octets.SequenceEqual(value);
}
