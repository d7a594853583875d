using System.Text.RegularExpressions;

namespace TypedAmqp.Broker;

/// <summary>
/// A regular expression that finds something in names, as policies and permissions have them. Whoever writes one must not be able to keep the broker
/// busy: it takes time that grows with the name and no faster, unless it looks around or back, where it is given up after a second and finds nothing.
/// </summary>
internal sealed class NamePattern
{
    private const string Anything = ".*";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Null: it finds something in any name.
    private readonly Regex? _expression;

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public NamePattern(string pattern) => _expression = pattern == Anything ? null : Compile(pattern);

    /// <summary>Whether it finds something in a name.</summary>
    public bool Finds(string name)
    {
        try
        {
            return _expression is null || _expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
    }
}
