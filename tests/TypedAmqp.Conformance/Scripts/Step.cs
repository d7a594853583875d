using System.Globalization;

namespace TypedAmqp.Conformance.Scripts;

/// <summary>A line of a scenario: who, on which channel, does what.</summary>
/// <param name="Line">The line as it stands there.</param>
/// <param name="Client">The client's name.</param>
/// <param name="Channel">The channel; null where none is named.</param>
/// <param name="Verb">A method by its name in the specification, or another thing that a client can do.</param>
/// <param name="Rest">What follows the verb.</param>
/// <param name="IsPipelined">The line ends with &amp;: the answer is not waited for.</param>
public sealed record Step(string Line, string Client, ushort? Channel, string Verb, string Rest, bool IsPipelined)
{
    /// <summary>Reads a line such as <c>a.1 queue.declare queue=q durable</c>.</summary>
    public static Step Parse(string line)
    {
        bool pipelined = line.EndsWith(" &", StringComparison.Ordinal);
        string[] words = (pipelined ? line[..^2] : line).Split(' ', 3, StringSplitOptions.TrimEntries);
        string[] place = words[0].Split('.');
        if (words.Length < 2 || place.Length > 2)
        {
            throw new FormatException($"A line is 'client verb ...' or 'client.channel verb ...', not '{line}'.");
        }

        ushort? channel = place.Length == 2 ? ushort.Parse(place[1], CultureInfo.InvariantCulture) : null;
        return new Step(line, place[0], channel, words[1], words.Length == 3 ? words[2] : "", pipelined);
    }
}
