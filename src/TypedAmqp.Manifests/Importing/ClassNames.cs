using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>
/// Names for classes, as a person would choose them: <c>order.placed</c> is <c>OrderPlaced</c>; a queue that is called as an exchange is,
/// <c>OrdersQueue</c>.
/// </summary>
internal sealed class ClassNames
{
    // Members that are written into each class, and types of the library that declarations name.
    private static readonly string[] Reserved =
    [
        "Descriptor", "Name", "IConsumer", "Bind", "Publisher", "Sender", "Duration", "ExchangeType", "QueueType", "QueueOverflow", "QueuePurpose",
        "QueueLeaderLocator",
        "HeadersMatch", "BrokerCapability", "IExchange", "IQueue", "System", "Task", "TypedAmqp",
    ];

    private readonly HashSet<string> _taken = new(Reserved, StringComparer.OrdinalIgnoreCase);

    public ClassNames(ImportOptions options)
    {
        _taken.Add(Pascal(options.Topology) + "Topology");
    }

    /// <param name="name">The entity's name.</param>
    /// <param name="kind">What it is, for a name that is taken: <c>Exchange</c> or <c>Queue</c>.</param>
    public string For(string name, string kind)
    {
        string pascal = Pascal(name);
        string wanted = pascal.Length == 0 ? kind : char.IsDigit(pascal[0]) ? kind + pascal : pascal;
        if (_taken.Add(wanted))
        {
            return wanted;
        }

        string longer = wanted.EndsWith(kind, StringComparison.Ordinal) ? wanted : wanted + kind;
        string unique = longer;
        for (int number = 2; !_taken.Add(unique); number++)
        {
            unique = longer + number;
        }

        return unique;
    }

    /// <summary>Words joined, each with a capital; words all in capitals become ordinary ones.</summary>
    public static string Pascal(string text)
    {
        StringBuilder name = new();
        bool isShouting = text.Any(char.IsLetter) && !text.Any(char.IsLower);
        bool begins = true;
        foreach (char character in text)
        {
            if (!char.IsLetterOrDigit(character))
            {
                begins = true;
                continue;
            }

            name.Append(begins ? char.ToUpperInvariant(character) : isShouting ? char.ToLowerInvariant(character) : character);
            begins = false;
        }

        return name.ToString();
    }
}
