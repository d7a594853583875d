using System.Security.Cryptography;
using System.Text;

namespace TypedAmqp.Broker;

/// <summary>
/// Somebody who may log in. The password itself is not kept, only a salted SHA-256 of it, which is what RabbitMQ keeps: a slower hash would let
/// anybody who may open connections keep the broker busy.
/// </summary>
public sealed class BrokerUser
{
    /// <summary>The tag of those who may manage the broker.</summary>
    public const string Administrator = "administrator";

    // RabbitMQ's, so that either takes what the other has exported.
    private const int SaltSize = 4;

    // Made on another thread: the first use of cryptography in a process takes some milliseconds, and a broker that starts has other things to do.
    private readonly Task<SaltedHash> _password;

    /// <summary>Makes a user.</summary>
    /// <param name="name">The name to log in with.</param>
    /// <param name="password">The password; with an empty one nobody can log in.</param>
    /// <param name="loopbackOnly">Only from the machine that the broker runs on.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public BrokerUser(string name, string password, bool loopbackOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(password);
        Name = name;
        LoopbackOnly = loopbackOnly;
        _password = Task.Run(() =>
        {
            byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
            return new SaltedHash(salt, Hash(salt, password));
        });
    }

    private BrokerUser(string name, SaltedHash password)
    {
        Name = name;
        _password = Task.FromResult(password);
    }

    /// <summary>Makes a user of what is kept of its password, here or in a RabbitMQ.</summary>
    /// <param name="name">The name to log in with.</param>
    /// <param name="passwordHash">The <see cref="PasswordHash"/>.</param>
    /// <param name="loopbackOnly">Only from the machine that the broker runs on.</param>
    /// <param name="tags">The <see cref="Tags"/>.</param>
    /// <exception cref="ArgumentException">The name is empty, or the hash is none.</exception>
    public static BrokerUser FromHash(string name, string passwordHash, bool loopbackOnly, params IReadOnlyList<string> tags)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(passwordHash);
        byte[] octets = new byte[SaltSize + SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(passwordHash, octets, out int length) && length == octets.Length
            ? new BrokerUser(name, new SaltedHash(octets[..SaltSize], octets[SaltSize..])) { LoopbackOnly = loopbackOnly, Tags = tags }
            : throw new ArgumentException(
                $"The password hash of user '{name}' is not Base64 of {SaltSize} octets of salt and the {SHA256.HashSizeInBytes} of a SHA-256.",
                nameof(passwordHash));
    }

    /// <summary>The default user, as RabbitMQ's: <c>guest</c> with the password <c>guest</c>, from this machine only.</summary>
    public static BrokerUser Guest { get; } = new("guest", "guest", loopbackOnly: true);

    /// <summary>The name to log in with.</summary>
    public string Name { get; }

    /// <summary>Only from the machine that the broker runs on.</summary>
    public bool LoopbackOnly { get; init; }

    /// <summary>
    /// What it is to those who manage: with <see cref="Administrator"/> it may use the management API; others mean nothing here. Default: that one.
    /// </summary>
    public IReadOnlyList<string> Tags { get; init; } = [Administrator];

    /// <summary>What is kept of the password, as RabbitMQ writes it: the salt and the SHA-256 of salt and password behind it, in Base64.</summary>
    public string PasswordHash
    {
        get
        {
            SaltedHash password = _password.GetAwaiter().GetResult();
            return Convert.ToBase64String([.. password.Salt, .. password.Hash]);
        }
    }

    /// <summary>Whether this password logs this user in. How much of a guess was right is nobody's business: the time does not tell.</summary>
    /// <param name="password">The password that was given.</param>
    /// <param name="isLoopback">The login comes from the machine that the broker runs on.</param>
    public bool Accepts(string password, bool isLoopback)
    {
        ArgumentNullException.ThrowIfNull(password);
        SaltedHash own = _password.GetAwaiter().GetResult();
        bool right = CryptographicOperations.FixedTimeEquals(Hash(own.Salt, password), own.Hash);
        return right && password.Length > 0 && (isLoopback || !LoopbackOnly);
    }

    private static byte[] Hash(byte[] salt, string password)
    {
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        byte[] hash = SHA256.HashData(salted);
        CryptographicOperations.ZeroMemory(salted);
        return hash;
    }

    private sealed record SaltedHash(byte[] Salt, byte[] Hash);
}
