using Microsoft.Extensions.Logging;

namespace TypedAmqp.Broker;

/// <summary>What the log of the broker hears of its store.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(
        LogLevel.Error,
        "the store in {Folder} has failed: nothing is confirmed any more, publishers have to wait, and only a restart on a sound disk helps")]
    public static partial void StoreFailed(this ILogger log, string folder, Exception exception);

    [LoggerMessage(LogLevel.Warning, "the disk of {Folder} is full: publishers have to wait until there is room again ({Reason})")]
    public static partial void DiskFull(this ILogger log, string folder, string reason);

    [LoggerMessage(
        LogLevel.Warning, "the disk of {Folder} lacks the {Reserve} octets that are kept for when it is full: publishers wait for consumers")]
    public static partial void NoReserve(this ILogger log, string folder, long reserve);

    [LoggerMessage(LogLevel.Information, "the disk of {Folder} has room again")]
    public static partial void RoomAgain(this ILogger log, string folder);

    [LoggerMessage(LogLevel.Warning, "the disk of {Folder} has {Room} of the {Wanted} octets that are to be free")]
    public static partial void Room(this ILogger log, string folder, string room, long wanted);

    [LoggerMessage(LogLevel.Warning, "upkeep of the store in {Folder} failed, and is tried again later")]
    public static partial void UpkeepFailed(this ILogger log, string folder, Exception exception);

    [LoggerMessage(
        LogLevel.Error,
        "{File}: behind octet {Offset}, which cannot be read, there are records that can: the power failed, or the file is damaged; what is cut "
            + "off is kept in {Kept}, and a broker that is started on a backup with damage accepted reads it")]
    public static partial void KeptTail(this ILogger log, string file, int offset, string kept);

    [LoggerMessage(
        LogLevel.Information,
        "{File}: cut off {Octets} octets behind its last record, room for more and what was being written when the broker ended")]
    public static partial void CutTail(this ILogger log, string file, long octets);

    [LoggerMessage(
        "recovered {Folder} in {Milliseconds} ms: {End}; queues {Queues}, messages {Messages}, of which marked as redelivered {Redelivered}")]
    public static partial void Recovered(
        this ILogger log, LogLevel level, string folder, string end, int queues, long messages, long redelivered, long milliseconds);

    [LoggerMessage(LogLevel.Error, "{File} is damaged at octet {Offset}: {Text}")]
    public static partial void Damaged(this ILogger log, string file, long offset, string text);

    [LoggerMessage(LogLevel.Error, "a message of {File} at octet {Offset} cannot be read, and is lost")]
    public static partial void LostMessage(this ILogger log, string file, int offset);
}
