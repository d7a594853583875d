namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Files and names of a disk, those that are safe apart.</summary>
internal sealed class DiskState
{
    // Smaller than a real one, so that small segments have several: whatever a disk leaves of its own is a case of what is tried.
    private const int Sector = 64;

    private readonly Dictionary<int, byte[]> _octets = [];
    private readonly Dictionary<int, byte[]> _safeOctets = [];
    private Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private Dictionary<string, int> _safeNames = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Names => _names;

    /// <summary>Octets of all files that have a name.</summary>
    public long Size => _names.Values.Sum(file => (long)_octets[file].Length);

    public byte[] Octets(int file) => _octets[file];

    /// <summary>How many octets more a file takes after a write.</summary>
    public long GrowthOf(DiskOperation write) => Math.Max(0, write.Offset + write.Octets!.Length - _octets[write.File].Length);

    /// <summary>Does as much of an operation as <paramref name="most"/> octets of it are.</summary>
    public void Do(DiskOperation operation, int most = int.MaxValue)
    {
        switch (operation.Kind)
        {
            case DiskOperationKind.Create:
                _names[operation.Name] = operation.File;
                _octets[operation.File] = [];
                break;
            case DiskOperationKind.Write:
                ReadOnlySpan<byte> written = operation.Octets.AsSpan(0, Math.Min(most, operation.Octets!.Length));
                byte[] before = _octets[operation.File];
                byte[] after = new byte[Math.Max(before.Length, operation.Offset + written.Length)];
                before.CopyTo(after, 0);
                written.CopyTo(after.AsSpan((int)operation.Offset));
                _octets[operation.File] = after;
                break;
            case DiskOperationKind.Truncate:
                _octets[operation.File] = _octets[operation.File][..(int)operation.Offset];
                break;
            case DiskOperationKind.Sync:
                _safeOctets[operation.File] = _octets[operation.File];
                break;
            case DiskOperationKind.Rename:
                _names.Remove(operation.Name, out int file);
                _names[operation.Other] = file;
                break;
            case DiskOperationKind.Delete:
                _names.Remove(operation.Name);
                break;
            case DiskOperationKind.SyncFolder:
                _safeNames = new Dictionary<string, int>(_names, StringComparer.Ordinal);
                break;
        }
    }

    /// <summary>Changes octets of a file. Other states may share those that it had.</summary>
    public void Damage(string name, int offset)
    {
        byte[] damaged = [.. _octets[_names[name]]];
        damaged[offset] ^= 0x55;
        _octets[_names[name]] = damaged;
    }

    public DiskState Copy()
    {
        DiskState copy = new() { _names = new(_names, StringComparer.Ordinal), _safeNames = new(_safeNames, StringComparer.Ordinal) };
        foreach ((int file, byte[] octets) in _octets)
        {
            copy._octets[file] = octets;
        }

        foreach ((int file, byte[] octets) in _safeOctets)
        {
            copy._safeOctets[file] = octets;
        }

        return copy;
    }

    /// <summary>What is found after a crash, as the beginning of another life.</summary>
    public DiskState After(Crash crash)
    {
        // What was not synced is not safe either when only the process is gone: the power may fail next.
        if (crash == Crash.Kill)
        {
            return Copy();
        }

        DiskState found = new();
        foreach ((string name, int file) in crash == Crash.OddSectors ? _names : _safeNames)
        {
            byte[] safe = _safeOctets.GetValueOrDefault(file, []);
            found._names[name] = found._safeNames[name] = file;
            found._octets[file] = found._safeOctets[file] = crash switch
            {
                Crash.PowerLoss => safe,
                Crash.EvenSectors => Mixed(_octets[file], safe, _octets[file].Length, 0),
                Crash.OddSectors => Mixed(_octets[file], safe, Math.Max(_octets[file].Length, safe.Length), 1),
                _ => Torn(_octets[file], safe),
            };
        }

        return found;
    }

    // Every other sector as it was written last, the rest as they were synced last.
    private static byte[] Mixed(byte[] octets, byte[] safe, int length, int first)
    {
        byte[] mixed = new byte[length];
        for (int start = 0; start < length; start += Sector)
        {
            byte[] source = start / Sector % 2 == first ? octets : safe;
            int count = Math.Clamp(source.Length - start, 0, Math.Min(Sector, length - start));
            source.AsSpan(Math.Min(start, source.Length), count).CopyTo(mixed.AsSpan(start));
        }

        return mixed;
    }

    private static byte[] Torn(byte[] octets, byte[] safe)
    {
        byte[] torn = [.. octets];
        int last = Math.Max(octets.Length / Sector * Sector, Math.Min(safe.Length, octets.Length));
        torn.AsSpan(last).Clear();
        return torn;
    }
}
