namespace TypedAmqp.Broker;

// What is not as it was written: refused, or, with damage accepted, lost as little of as can be, and told.
internal sealed partial class FolderOpening
{
    private const string CutName = ".cut";
    private const string LostName = ".lost";

    private readonly LostRecords _lost = new();

    // Segments that are not there, or not to be read: those with an index have a text.
    private readonly List<(LogSegment Segment, string? Text)> _missing = [];

    // What the others say of it is gathered as well.
    private LogSegment OpenMissing(int number, string? text)
    {
        LogSegment segment = new(number) { IsIndexed = true };
        _opened.Segments.Add(number, segment);
        _missing.Add((segment, text));
        return segment;
    }

    // A segment is listed once it is there, and no longer when it is to go.
    private void OpenListed(IEnumerable<int> numbers)
    {
        foreach (int number in numbers)
        {
            AcceptMissing(number, "what is in it is not known");
            _lost.Add(OpenMissing(number, text: null));
        }
    }

    // The log of a segment goes before its index does, once nothing in it is live: otherwise somebody took it away.
    private void LoseMissing((LogSegment Segment, string? Text) missing)
    {
        LogSegment segment = missing.Segment;
        _opened.Segments.Remove(segment.Number);
        if (missing.Text is null)
        {
            return;
        }

        IndexEntry[] entries = TryReadIndex(segment) ?? [];
        List<IndexEntry> live = segment.LiveOf(entries, segment.Settled, segment.Returned, _opened.Definitions.Queues);
        if (live.Count == 0)
        {
            files.Delete(segment.IndexName);
            return;
        }

        AcceptMissing(segment.Number, $"{live.Count} messages are in it");
        Tell(new DataFolderDamage(segment.LogName, 0, missing.Text));
        foreach (IndexEntry entry in live)
        {
            Tell(new DataFolderDamage(segment.LogName, entry.Offset, QueueName.Find(_opened.Definitions, entry.Queue)!.Value.Lost(entry.Length)));
        }

        files.Rename(segment.IndexName, segment.IndexName + LostName);
    }

    private void AcceptMissing(int number, string what) => Accept(
        $"{LogSegment.LogNameOf(number)} is missing, and {what}; put it back, or start the broker with damage accepted, which loses it");

    // Without its index a segment is read as a whole, with messages that were settled long ago.
    private IndexEntry[]? TryReadIndex(LogSegment segment)
    {
        IndexEntry[]? entries = SegmentIndex.TryRead(files, segment.Number);
        if (entries is null)
        {
            Accept(
                $"{segment.IndexName} is damaged; restore it from a backup, or start the broker with damage accepted, and messages of "
                    + $"{segment.LogName} that were settled come back");
            Tell(new DataFolderDamage(segment.IndexName, 0, "it cannot be read: messages of its segment that were settled come back"));
        }

        return entries;
    }

    // Each record says where it belongs: behind a damaged beginning they are as good as ever, if the salt is. (Where they are in a compacted segment
    // its beginning alone knows.)
    private SegmentOctets? TryMend(LogSegment segment, IDataFile file)
    {
        SegmentOctets octets = SegmentOctets.OfRecords(file);
        RecordScanner scanner = new(octets, segment.Number);
        if (scanner.Rest <= 0 || (!scanner.Read() && !scanner.Skip()))
        {
            return null;
        }

        Damaged(segment, 0, RecordFormat.SegmentHeaderSize);
        SegmentOctets.WriteHeader(file, segment.Number, octets.Salt);
        file.Sync();
        return octets;
    }

    // The last segment can have been created and not written to. Another one is kept, for those who look for what can be saved.
    private void LoseSegment(LogSegment segment, IDataFile file, bool hasIndex, bool isLast)
    {
        using (file)
        {
            if (isLast && segment.Size <= RecordFormat.SegmentHeaderSize)
            {
                files.Delete(segment.LogName);
                files.SyncFolder();
                files.Delete(segment.IndexName);
                return;
            }

            Damaged(segment, 0, segment.Size);
            LogSegment lost = OpenMissing(segment.Number, hasIndex ? "nothing in it can be read" : null);
            if (!hasIndex && !isLast)
            {
                // Behind the end of the last one there may be what its file held before.
                _lost.Add(lost, RecordFormat.SegmentHeaderSize, Read(file, RecordFormat.SegmentHeaderSize));
            }
        }

        files.Rename(segment.LogName, segment.LogName + LostName);
        files.SyncFolder();
    }

    private void CutTail(LogSegment segment, RecordScanner scanner)
    {
        if (scanner.HasMore())
        {
            SafeFile.Write(files, segment.LogName + CutName, Read(segment.Octets!.File, scanner.Next));
            log.KeptTail(segment.LogName, scanner.Next, segment.LogName + CutName);
            _opened.IsTailKept = true;
        }

        log.CutTail(segment.LogName, scanner.Rest);
        _opened.Tail = scanner.Rest;
        segment.Octets!.File.Truncate(scanner.Next);
        segment.Size = scanner.Next;
    }

    private void LoseRecords(LogSegment segment, int position, int offset, int octets)
    {
        Damaged(segment, position, octets);
        _lost.Add(segment, offset, Read(segment.Octets!.File, position, octets));
    }

    private void Damaged(LogSegment segment, int position, long octets)
    {
        Accept(
            $"{segment.LogName} is damaged from octet {position} on; restore it from a backup, or start the broker with damage accepted, "
                + $"which loses {octets} octets");
        Tell(new DataFolderDamage(segment.LogName, position, $"{octets} octets cannot be read"));
    }

    private void Accept(string damage)
    {
        if (!acceptDamage)
        {
            throw new DataFolderException(files.Folder, damage);
        }

        _opened.IsRefused = true;
    }

    private void Tell(DataFolderDamage damage)
    {
        log.Damaged(damage.File, damage.Offset, damage.Text);
        _opened.Damage.Add(damage);
    }

    private static byte[] Read(IDataFile file, int position, int most = int.MaxValue)
    {
        byte[] octets = new byte[Math.Max(0, Math.Min(most, file.Length - position))];
        return octets[..file.Read(octets, position)];
    }
}
