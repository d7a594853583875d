namespace TypedAmqp.Broker;

/// <summary>Permissions with their expressions made ready.</summary>
/// <exception cref="ArgumentException">One is no regular expression.</exception>
internal sealed class CompiledPermissions(BrokerPermissions permissions)
{
    // Null for everything: most brokers have nobody else, and their start needs no regular expressions.
    private readonly NamePattern? _configure = permissions.IsEverything ? null : Compile(permissions.Configure);
    private readonly NamePattern? _write = permissions.IsEverything ? null : Compile(permissions.Write);
    private readonly NamePattern? _read = permissions.IsEverything ? null : Compile(permissions.Read);

    public BrokerPermissions Permissions { get; } = permissions;

    /// <summary>Nothing has to be looked at.</summary>
    public bool IsEverything { get; } = permissions.IsEverything;

    public bool Allows(AccessRight right, string name)
    {
        NamePattern? expression = right switch
        {
            AccessRight.Configure => _configure,
            AccessRight.Write => _write,
            _ => _read,
        };
        return expression is null || expression.Finds(name);
    }

    private static NamePattern Compile(string pattern)
    {
        try
        {
            return new NamePattern(pattern.Length == 0 ? "^$" : pattern);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"'{pattern}' is no regular expression for permissions: {exception.Message}", nameof(pattern), exception);
        }
    }
}
