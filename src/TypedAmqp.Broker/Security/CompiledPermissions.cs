using System.Text.RegularExpressions;

namespace TypedAmqp.Broker;

/// <summary>Permissions with their expressions made ready.</summary>
/// <exception cref="ArgumentException">One is no regular expression.</exception>
internal sealed class CompiledPermissions(BrokerPermissions permissions)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex _configure = Compile(permissions.Configure);
    private readonly Regex _write = Compile(permissions.Write);
    private readonly Regex _read = Compile(permissions.Read);

    public BrokerPermissions Permissions { get; } = permissions;

    /// <summary>Nothing has to be looked at.</summary>
    public bool IsEverything { get; } = permissions.IsEverything;

    public bool Allows(AccessRight right, string name)
    {
        Regex expression = right switch
        {
            AccessRight.Configure => _configure,
            AccessRight.Write => _write,
            _ => _read,
        };
        try
        {
            return expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            // An expression that does not come to an end allows nothing.
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern.Length == 0 ? "^$" : pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"'{pattern}' is no regular expression for permissions: {exception.Message}", nameof(pattern), exception);
        }
    }
}
