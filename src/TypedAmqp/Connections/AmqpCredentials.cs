using System.Text;

namespace TypedAmqp;

/// <summary>User and password, or another secret in its place such as a token.</summary>
/// <param name="UserName">The user.</param>
/// <param name="Password">The secret. It never appears in a message, a log or <see cref="object.ToString"/>.</param>
public sealed record AmqpCredentials(string UserName, string Password)
{
    /// <summary>
    /// How long the secret is good for; unless set, for ever. After two thirds of it the provider is asked for another one, which the broker gets by
    /// <c>connection.update-secret</c>.
    /// </summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Everything but the secret.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"UserName = {UserName}, ExpiresIn = {ExpiresIn}");
        return true;
    }
}
