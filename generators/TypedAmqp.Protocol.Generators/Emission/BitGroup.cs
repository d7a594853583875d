using TypedAmqp.Protocol.Generators.Model;

namespace TypedAmqp.Protocol.Generators.Emission;

/// <summary>
/// What is written at once: one argument, or up to eight consecutive bits, which share an octet, the first one lowest (section 4.2.5.2).
/// </summary>
internal sealed record BitGroup(IReadOnlyList<Argument> Arguments)
{
    public bool IsBits => Arguments[0].Type == WireType.Bit;

    public static IReadOnlyList<BitGroup> Split(IEnumerable<Argument> arguments)
    {
        List<List<Argument>> groups = [];
        foreach (Argument argument in arguments)
        {
            List<Argument>? last = groups.LastOrDefault();
            if (argument.Type == WireType.Bit && last is { Count: < 8 } && last[0].Type == WireType.Bit)
            {
                last.Add(argument);
            }
            else
            {
                groups.Add([argument]);
            }
        }

        return [.. groups.Select(static group => new BitGroup(group))];
    }
}
