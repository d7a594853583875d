using Microsoft.Extensions.Logging;

namespace TypedAmqp.Broker;

/// <summary>A broker's data folder from its opening to the start of the log.</summary>
internal sealed class DataStore
{
    private readonly OpenedFolder _opened;
    private readonly Func<TimeSpan> _elapsed;
    private readonly ILogger _log;

    private DataStore(OpenedFolder opened, Func<TimeSpan> elapsed, StoreLimits limits, MemoryGauge memory, ILogger log)
    {
        _opened = opened;
        _elapsed = elapsed;
        _log = log;
        Log = new CommitLog(opened, limits, memory, log);
        Administration = new AdministrationStore(Log);
        Topology = new TopologyStore(Log, new MemoryGauge(limits.MemoryForQueues, memory));
    }

    public CommitLog Log { get; }

    public TopologyStore Topology { get; }

    public AdministrationStore Administration { get; }

    /// <summary>Opens the folder, and reads what is defined and which messages there are.</summary>
    /// <exception cref="DataFolderException">It cannot be used.</exception>
    public static DataStore Open(BrokerOptions options, IFileSystem? files, StoreLimits? limits, MemoryGauge memory, ILogger log)
    {
        files ??= new DiskFolder(options.DataFolder!);
        limits ??= StoreLimits.Of(options);
        long begun = options.TimeProvider.GetTimestamp();
        try
        {
            using IDisposable change = files.TryChange()
                ?? throw new DataFolderException(files.Folder, "a backup of it is being made; start the broker when that is done");
            OpenedFolder opened = new FolderOpening(files, options.AcceptDamage, log).Open();
            FolderOpening.Upgrade(files);
            DataStore store = new(opened, () => options.TimeProvider.GetElapsedTime(begun), limits, memory, log);
            if (!opened.IsListed)
            {
                store.Log.Listed.Write();
            }

            return store;
        }
        catch (Exception exception)
        {
            files.Dispose();
            if (exception is DataFolderException || exception is not (IOException or UnauthorizedAccessException or InvalidDataException))
            {
                throw;
            }

            throw new DataFolderException(files.Folder, exception.Message, exception);
        }
    }

    /// <summary>Builds the topology, gives the queues their messages, and begins to write.</summary>
    public void Start(IReadOnlyDictionary<string, VirtualHost> virtualHosts)
    {
        Recovery recovery = Topology.Restore(virtualHosts, _opened);
        if (_opened is { Scanned.Count: 0, Segments.Count: > 0 })
        {
            // A life that only delivers has to leave something behind: after a kill the next one must know that there was one.
            Log.Put(new DefinitionKey(DefinitionKind.Mark, "life"u8.ToArray()), BitConverter.GetBytes(_opened.LastSegment));
        }

        Log.Start();
        string end = _opened switch
        {
            { IsDamaged: true } => "a part of it is damaged, and what was lost is told above",
            { Scanned.Count: > 0 } => "the broker before this one was killed, or the power failed",
            { Segments.Count: > 0 } => "the broker before this one ended in order",
            _ => "nothing is in it yet",
        };
        _log.Recovered(
            _opened.IsDamaged ? LogLevel.Warning : LogLevel.Information, _opened.Files.Folder, end,
            recovery.Queues, recovery.Messages, recovery.Redelivered, (long)_elapsed().TotalMilliseconds);
    }
}
