using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Broker;

/// <summary>Opens a data folder: finds the segments, reads what is in those without an index, and what is defined. STORE.md has the order.</summary>
/// <param name="files">The folder.</param>
/// <param name="acceptDamage">Keep what can be read where something cannot, instead of refusing to start.</param>
/// <param name="log">Hears what was lost.</param>
internal sealed partial class FolderOpening(IFileSystem files, bool acceptDamage, ILogger log)
{
    internal const string FormatName = "format";
    private const string FormatText = "typedamqp store ";

    private static byte[] Format => Encoding.ASCII.GetBytes($"{FormatText}{RecordFormat.Version}\n");

    private readonly OpenedFolder _opened = new(files);
    private readonly SegmentScan _scan = new();
    private LogPlace _defined;

    /// <exception cref="DataFolderException">It cannot be used, or is damaged.</exception>
    public OpenedFolder Open()
    {
        List<string> names = [.. files.List()];
        CheckFormat(names);
        foreach (string name in names.Where(static name => name.EndsWith(SafeFile.Unfinished, StringComparison.Ordinal)))
        {
            files.Delete(name);
        }

        RefuseStrangers(names);
        ReadDefinitions(names);
        List<int> numbers = [.. names.Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Select(NumberOf).Order()];
        HashSet<int> indexes = [.. names.Where(static name => name.EndsWith(".index", StringComparison.Ordinal)).Select(NumberOf)];
        foreach (int number in indexes.Except(numbers).Order())
        {
            OpenMissing(number, "it is missing");
        }

        int[] listed = names.Contains(SegmentList.FileName) ? ReadList(numbers) : [];
        OpenListed(listed.Except(numbers).Except(indexes));
        int last = numbers.Concat(listed).DefaultIfEmpty().Max();
        foreach (int number in numbers)
        {
            OpenSegment(number, indexes.Contains(number), isLast: number == last);
        }

        // Also of those that are gone: their numbers must not come back.
        _opened.LastSegment = indexes.Append(last).Append(_defined.Segment).Max();
        _scan.Complete(_opened, _defined);
        _missing.ForEach(LoseMissing);
        if (_opened.Damage.Count > 0 || _missing.Count > 0)
        {
            _lost.Describe(_opened, _scan).ToList().ForEach(Tell);
        }

        _opened.IsListed = _opened.Segments.Keys.ToHashSet().SetEquals(listed);
        MarkRedelivered();
        _opened.LastSegment = Math.Max(_opened.LastSegment, _opened.FirstUndelivered - 1);
        return _opened;
    }

    /// <summary>
    /// Says that a folder is of the format that is written, before anything is: a broker that does not know it refuses the folder from now on.
    /// </summary>
    public static void Upgrade(IFileSystem files)
    {
        if (!SafeFile.Read(files, FormatName).AsSpan().SequenceEqual(Format))
        {
            SafeFile.Write(files, FormatName, Format);
        }
    }

    /// <summary>Hands over every live message, in the order of the log, and counts it.</summary>
    public static void Recover(OpenedFolder opened, Action<LogPlace, IndexEntry> recover)
    {
        foreach (LogSegment segment in opened.Segments.Values.OrderBy(static segment => segment.Number))
        {
            IReadOnlyList<IndexEntry> entries = segment.Entries is { } scanned
                ? scanned
                : SegmentIndex.TryRead(opened.Files, segment.Number)
                    ?? throw new DataFolderException(opened.Files.Folder, $"{segment.IndexName} changed while it was read");
            List<IndexEntry> live = segment.LiveOf([.. entries], [.. segment.Settled], segment.Returned, opened.Definitions.Queues);
            segment.LostQueue = live.Count < entries.Count - segment.Settled.Count;
            foreach (IndexEntry entry in live)
            {
                EntryFlags mark = segment.Number < opened.FirstUndelivered ? EntryFlags.Redelivered : EntryFlags.None;
                segment.LiveCount++;
                segment.LiveOctets += entry.Length + RecordFormat.HeadSize;
                recover(new LogPlace(segment.Number, entry.Offset), entry with { Flags = entry.Flags | mark });
            }
        }
    }

    /// <summary>The number in the name of a file; 0: there is none.</summary>
    internal static int NumberOf(string name) =>
        int.TryParse(name.AsSpan(0, name.LastIndexOf('.')), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private void CheckFormat(List<string> names)
    {
        if (!names.Contains(FormatName))
        {
            if (names.Exists(static name => !name.EndsWith(SafeFile.Unfinished, StringComparison.Ordinal)))
            {
                throw new DataFolderException(
                    files.Folder, $"it has files but none called '{FormatName}': it is no data folder of this broker; name an empty one");
            }

            SafeFile.Write(files, FormatName, Format);
            return;
        }

        string found = Encoding.ASCII.GetString(SafeFile.Read(files, FormatName)).Trim();
        if (!found.StartsWith(FormatText, StringComparison.Ordinal)
            || !int.TryParse(found.AsSpan(FormatText.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || !RecordFormat.IsKnown(version))
        {
            throw new DataFolderException(
                files.Folder,
                $"its format is '{found}', and this broker knows those up to '{FormatText}{RecordFormat.Version}'; "
                    + "use the version of the broker that made it");
        }
    }

    // A person gave a segment another name, or put a copy beside it: without its own name its messages are not found.
    private void RefuseStrangers(List<string> names)
    {
        string? stranger = names.Find(static name =>
            (name.EndsWith(".log", StringComparison.Ordinal) && name != LogSegment.LogNameOf(NumberOf(name)))
            || (name.EndsWith(".index", StringComparison.Ordinal) && name != LogSegment.IndexNameOf(NumberOf(name))));
        if (stranger is not null)
        {
            throw new DataFolderException(
                files.Folder, $"its file '{stranger}' has no name that this broker gives; give it back the name that it had, or move it away");
        }
    }

    private void ReadDefinitions(List<string> names)
    {
        if (names.Contains(DefinitionSet.FileName))
        {
            _opened.Definitions = DefinitionSet.TryDecode(SafeFile.Read(files, DefinitionSet.FileName), out _defined)
                ?? throw new DataFolderException(files.Folder, $"its file '{DefinitionSet.FileName}' is damaged; restore it from a backup");
        }
    }

    // A version of the broker that does not know the list has begun segments that are not in it: then it says nothing.
    private int[] ReadList(List<int> numbers)
    {
        int[]? listed = SegmentList.TryRead(files);
        if (listed is null)
        {
            Tell(new DataFolderDamage(SegmentList.FileName, 0, "it cannot be read: segments that are missing are not missed"));
        }

        return listed is null || numbers.LastOrDefault() > listed.LastOrDefault() + 1 ? [] : listed;
    }

    private void OpenSegment(int number, bool hasIndex, bool isLast)
    {
        IDataFile file = files.Open(LogSegment.LogNameOf(number));
        LogSegment segment = new(number) { Entries = null, Size = file.Length };
        SegmentOctets? octets = SegmentOctets.TryOpen(file, number) ?? TryMend(segment, file);
        if (octets is null)
        {
            LoseSegment(segment, file, hasIndex, isLast);
            return;
        }

        segment.ReadFrom(octets);
        _opened.Segments.Add(number, segment);
        if (hasIndex && TryReadIndex(segment) is { } entries)
        {
            segment.IsIndexed = true;
            segment.Written = segment.End = int.MaxValue;
            _opened.LastQueue = entries.Aggregate(_opened.LastQueue, static (last, entry) => Math.Max(last, entry.Queue));
            return;
        }

        files.Delete(segment.IndexName);
        segment.Entries = [];
        _opened.Scanned.Add(segment);
        RecordScanner scanner = new(octets, number);
        Scan(segment, scanner, isLast && !octets.IsCompact);
        if (isLast)
        {
            // A killed broker leaves it to the operating system: what comes later may not be safe before it is.
            octets.File.Sync();
        }

        segment.Written = segment.End = octets.IsCompact ? int.MaxValue : scanner.Next;
    }

    // Only the last segment can have a torn tail: nothing in it counts behind the first record that is not valid. A killed process leaves nothing
    // valid there; a power failure may, or damage: then what is cut off is kept, and with damage accepted it is read.
    private void Scan(LogSegment segment, RecordScanner scanner, bool hasTail)
    {
        while (true)
        {
            while (scanner.Read())
            {
                _scan.Add(scanner.Place, scanner.Record, segment);
            }

            int damaged = scanner.Next;
            int offset = scanner.Rest > 0 ? scanner.NextOffset : 0;
            if (scanner.Rest > 0 && hasTail && !(acceptDamage && scanner.HasMore()))
            {
                CutTail(segment, scanner);
            }
            else if (scanner.Rest > 0 && scanner.Skip())
            {
                LoseRecords(segment, damaged, offset, scanner.Next - damaged);
                continue;
            }
            else if (scanner.Rest > 0)
            {
                LoseRecords(segment, damaged, offset, (int)scanner.Rest);
            }

            return;
        }
    }

    // A broker that ends in order leaves an index for everything.
    private void MarkRedelivered()
    {
        DefinitionKey key = new(DefinitionKind.Mark, "redelivered before"u8.ToArray());
        if (_opened.Scanned.Count > 0)
        {
            byte[] value = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(value, _opened.LastSegment + 1);
            _opened.Definitions.Put(key, value);
        }

        _opened.FirstUndelivered = _opened.Definitions.Find(key) is { } mark ? BinaryPrimitives.ReadInt32LittleEndian(mark) : 0;
    }
}
