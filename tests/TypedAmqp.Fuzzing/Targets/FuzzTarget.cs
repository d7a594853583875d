using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>Something that reads octets of a peer. Only the two exceptions of the protocol may leave it.</summary>
internal abstract class FuzzTarget
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } = [new FrameTarget(), new MethodTarget(), new TableTarget(), new HeaderTarget()];

    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Octets that are in order, to be spoilt.</summary>
    public abstract byte[] Generate(DeterministicRandom random);

    /// <summary>Reads octets; what was read must hold together.</summary>
    /// <exception cref="Protocol.AmqpException">The octets are not in order.</exception>
    /// <exception cref="FuzzFailureException">What was read does not hold together.</exception>
    public abstract void Run(byte[] octets, DeterministicRandom random);

    protected static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new FuzzFailureException(message);
        }
    }
}
