using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Fuzzing.Targets;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing;

/// <summary>Feeds a target with spoilt octets. An iteration depends on the seed and its number alone.</summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    /// <summary>The octets that were read without complaint.</summary>
    public long Accepted { get; private set; }

    /// <summary>The octets that were refused as the protocol has it.</summary>
    public long Refused { get; private set; }

    /// <summary>Runs one iteration.</summary>
    /// <exception cref="FuzzFailureException">Something else happened.</exception>
    public void Iterate(long iteration)
    {
        DeterministicRandom random = DeterministicRandom.ForIteration(seed, iteration);
        byte[] octets = Mutation.Apply(target.Generate(random), random);
        try
        {
            target.Run(octets, random);
            Accepted++;
        }
        catch (AmqpException)
        {
            Refused++;
        }
        catch (Exception exception)
        {
            throw new FuzzFailureException(
                $"{target.Name}, seed {seed}, iteration {iteration}: {exception.Message}\noctets: {Convert.ToHexString(octets)}", exception);
        }
    }
}
