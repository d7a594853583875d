using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>Every method: what was read and written again reads as the same.</summary>
internal sealed class MethodTarget : FuzzTarget
{
    private static readonly byte[][] Payloads = [.. Golden.Methods.Values];

    public override string Name => "methods";

    public override byte[] Generate(DeterministicRandom random) => random.Pick(Payloads);

    public override void Run(byte[] octets, DeterministicRandom random)
    {
        MethodId id = Method.ReadId(octets);
        if (!MethodCatalog.All.TryGetValue(id, out MethodCatalog.Rewrite? rewrite))
        {
            Require(!id.IsKnown, $"{id} is known and not in the catalog.");
            return;
        }

        byte[] written = rewrite(octets.AsSpan(Method.IdSize));
        Require(written.AsSpan().SequenceEqual(rewrite(written)), $"{id.Name} changes when it is read and written again.");
    }
}
