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

        await KillEverywhereAsync((state, operation) =>
        {
            int answered = _changes.FindLastIndex(change => change.Operation <= operation);
            if (answered >= 0)
            {
                Assert.Contains(Defined(Open(state).Definitions), _changes.Skip(answered).Take(2).Select(static change => change.Defined));
            }
        });
    }

    // To be made it takes several definitions, and so it does to go.
    [Fact]
    public async Task A_virtual_host_is_there_or_not_as_was_answered_and_nothing_is_without_one()
    {
        List<(int Operation, string Name, bool IsThere)> answers = [];
        for (int i = 0; i < 3; i++)
        {
            string name = $"host {i}";
            VirtualHost host = Broker.AddVirtualHost(name, out _);
            answers.Add((Disk.Count, name, true));
            host.DeclareExchange(new ExchangeDeclaration("e", ExchangeTypes.Topic, Durable: true, AutoDelete: false, Internal: false, []));
            host.DeclareQueue(new QueueDeclaration("q", Durable: true, Exclusive: false, AutoDelete: false, []), owner: null);
            host.BindQueue("q", "e", "#", [], owner: null);
            Broker.SetPolicy(new BrokerPolicy("p", "", new FieldTable { ["max-length"] = 1 }) { VirtualHost = name });
            if (i > 0)
            {
                answers.Add((Disk.Count, name, false));
                Broker.DeleteVirtualHost(name);
                answers.Add((Disk.Count, name, false));
            }
        }

        await KillEverywhereAsync((state, operation) =>
        {
            DefinitionSet definitions = Open(state).Definitions;
            string[] there = [.. definitions.All(DefinitionKind.VirtualHost).Select(static host => new DefinitionReader(host.Key).Text())];
            foreach (IGrouping<string, (int Operation, string Name, bool IsThere)> host in answers.GroupBy(static answer => answer.Name))
            {
                // While it is being deleted it may be either.
                (int Operation, string Name, bool IsThere)[] heard = [.. host.Where(answer => answer.Operation <= operation)];
                Assert.True(heard.Length is 0 or 2 || heard[^1].IsThere == there.Contains(host.Key), $"{host.Key} before operation {operation}");
            }

            Assert.All(
                definitions.All(DefinitionKind.Queue).Select(static queue => new DefinitionReader(queue.Value).Text())
                    .Concat(definitions.All(DefinitionKind.Exchange).Select(static exchange => new DefinitionReader(exchange.Key).Text())),
                host => Assert.Contains(host, there.Append("/")));
        });
    }

    private async Task KillEverywhereAsync(Action<DiskState, int> examine)
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();

        DiskState state = Disk.Begin;
        IReadOnlyList<DiskOperation> operations = Disk.Operations;
        for (int i = 0; i < operations.Count; i++)
        {
            examine(state, i);
            for (int cut = 1; cut < operations[i].Octets?.Length; cut++)
            {
                DiskState part = state.Copy();
                part.Do(operations[i], cut);
                examine(part, i);
            }

            state.Do(operations[i]);
        }
    }

    private static OpenedFolder Open(DiskState state) =>
        new FolderOpening(new SimulatedDisk(state.After(Crash.Kill)), acceptDamage: false, NullLogger.Instance).Open();

    private void Change(Action change)
    {
        change();
        Assert.Equal(Broker.Resources.Log!.Appended, Broker.Resources.Log.Written);
        _changes.Add((Disk.Count, Defined(Broker.Resources.Log.Definitions)));
    }

    private static string Defined(DefinitionSet definitions) => string.Join('\n', Kinds.SelectMany(definitions.All)
        .Select(static definition => $"{Convert.ToHexString(definition.Key)} {Convert.ToHexString(definition.Value)}"));
}
