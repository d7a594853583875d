using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>
/// Users, permissions and policies are changed, and the broker is killed at each operation of its disk, and at each octet of each
/// write: whoever was answered finds the change, and nobody finds half of one. (What a user may do goes before the user does.)
/// </summary>
public sealed class AdministrationCrashTests : StoreTest
{
    private const string Hash = "slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz";

    private static readonly DefinitionKind[] Kinds =
        [DefinitionKind.VirtualHost, DefinitionKind.User, DefinitionKind.Permissions, DefinitionKind.Policy, DefinitionKind.OperatorPolicy];

    // After each change: how much the disk had been asked by then, and what is defined.
    private readonly List<(int Operation, string Defined)> _changes = [];

    public override Task InitializeAsync() => StartAsync(limits: SmallSegments);

    [Fact]
    public async Task Each_change_is_there_when_it_was_answered_and_as_a_whole()
    {
        Change(static () => { });
        for (int i = 0; i < 3; i++)
        {
            string user = $"alice {i}";
            string bob = $"bob {i}";
            Change(() => Broker.Access.SetUser(BrokerUser.FromHash(user, Hash, loopbackOnly: true, "administrator")));
            Change(() => Broker.Access.SetPermissions(new BrokerPermissions(user, "/", "^a", "^b", "^c")));
            Change(() => Broker.SetPolicy(new BrokerPolicy($"p {i}", "^q", new FieldTable { ["max-length"] = i + 1 })));
            Change(() => Broker.SetOperatorPolicy(new BrokerPolicy("o", "^z", new FieldTable { ["max-length"] = i + 1 })));
            Change(() => Broker.Access.SetUser(BrokerUser.FromHash(user, Hash, loopbackOnly: false)));
            Change(() => Broker.Access.ClearPermissions(user, "/"));
            Change(() => Broker.ClearPolicy("/", $"p {i}"));
            Change(() => Broker.Access.SetUser(BrokerUser.FromHash(bob, Hash, loopbackOnly: false)));
            Change(() => Broker.Access.DeleteUser(bob));
        }

        await Client.DisposeAsync();
        await Broker.DisposeAsync();

        DiskState state = Disk.Begin;
        IReadOnlyList<DiskOperation> operations = Disk.Operations;
        for (int i = 0; i < operations.Count; i++)
        {
            Examine(state, i);
            for (int cut = 1; cut < operations[i].Octets?.Length; cut++)
            {
                DiskState part = state.Copy();
                part.Do(operations[i], cut);
                Examine(part, i);
            }

            state.Do(operations[i]);
        }
    }

    private void Change(Action change)
    {
        change();
        Assert.Equal(Broker.Resources.Log!.Appended, Broker.Resources.Log.Written);
        _changes.Add((Disk.Count, Defined(Broker.Resources.Log.Definitions)));
    }

    private void Examine(DiskState state, int operation)
    {
        int answered = _changes.FindLastIndex(change => change.Operation <= operation);
        if (answered >= 0)
        {
            OpenedFolder opened = new FolderOpening(new SimulatedDisk(state.After(Crash.Kill)), acceptDamage: false, NullLogger.Instance).Open();
            Assert.Contains(Defined(opened.Definitions), _changes.Skip(answered).Take(2).Select(static change => change.Defined));
        }
    }

    private static string Defined(DefinitionSet definitions) => string.Join('\n', Kinds.SelectMany(definitions.All)
        .Select(static definition => $"{Convert.ToHexString(definition.Key)} {Convert.ToHexString(definition.Value)}"));
}
