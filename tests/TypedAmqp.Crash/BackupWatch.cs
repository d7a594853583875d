using TypedAmqp.Broker;

namespace TypedAmqp.Crash;

/// <summary>
/// Makes backups while the broker works, checks each, starts a broker on it, and compares: whatever was confirmed before and waits afterwards is in
/// it, and nothing whose settlement was answered before.
/// </summary>
internal sealed class BackupWatch(string folder, IReadOnlyList<QueueJournal> queues, CrashReport report)
{
    private readonly string _copy = folder + "-copy";

    /// <summary>One after the other, as long as the broker is there.</summary>
    public async Task RunAsync(BrokerLife life)
    {
        while (!life.IsKilled)
        {
            long[][] before = [.. queues.Select(static queue => queue.Waiting())];
            HashSet<long>[] answered = [.. queues.Select(static queue => queue.Answered())];
            await DataFolder.BackupAsync(folder, _copy);
            long[][] after = [.. queues.Select(static queue => queue.Waiting())];
            foreach (DataFolderDamage damage in DataFolder.Check(_copy).Damage)
            {
                report.Violated($"a backup has damage in {damage.File} at octet {damage.Offset}: {damage.Text}");
            }

            await using (BrokerLife other = BrokerLife.Begin(_copy, CrashOptions.DefaultSegmentSize))
            {
                await other.ReadyAsync();
                for (int i = 0; i < queues.Count; i++)
                {
                    await using Drain drain = await Drain.ReadAsync(await other.ConnectAsync(Definitions.User), queues[i], report);
                    HashSet<long> found = [.. drain.Found.Select(static message => message.Number)];
                    int lost = before[i].Intersect(after[i]).Count(number => !found.Contains(number));
                    Expect(queues[i], lost, "has lost", "that were confirmed before");
                    Expect(queues[i], answered[i].Count(found.Contains), "has back", "whose settlement was answered before");
                }
            }

            Directory.Delete(_copy, recursive: true);
            report.AddBackup();
        }
    }

    private void Expect(QueueJournal queue, int count, string what, string which)
    {
        if (count > 0)
        {
            report.Violated($"a backup of {queue.Name} {what} {count} messages {which}");
        }
    }
}
