using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>In what two declarations of one name differ: what a broker would answer with 406.</summary>
internal static class EntityDifferences
{
    public static ImmutableArray<string> Between(ExchangeDescriptor declared, ExchangeDescriptor there) =>
    [
        .. Property("type", declared.Type, there.Type),
        .. Property("durable", declared.Durable, there.Durable),
        .. Property("auto-delete", declared.AutoDelete, there.AutoDelete),
        .. Property("internal", declared.Internal, there.Internal),
        .. Arguments(declared.Arguments, there.Arguments),
    ];

    public static ImmutableArray<string> Between(QueueDescriptor declared, QueueDescriptor there) =>
    [
        .. Property("durable", declared.Durable, there.Durable),
        .. Property("auto-delete", declared.AutoDelete, there.AutoDelete),
        .. Arguments(declared.Arguments, there.Arguments),
    ];

    private static IEnumerable<string> Property(string name, object declared, object there)
    {
        if (!declared.Equals(there))
        {
            yield return $"{name} is {ArgumentText.Of(there)}, and {ArgumentText.Of(declared)} is declared";
        }
    }

    private static IEnumerable<string> Arguments(ImmutableArray<KeyValuePair<string, object>> declared, ImmutableArray<KeyValuePair<string, object>> there)
    {
        Dictionary<string, string> here = Texts(declared);
        Dictionary<string, string> other = Texts(there);
        foreach (string name in here.Keys.Union(other.Keys).Order(StringComparer.Ordinal))
        {
            string? wanted = here.GetValueOrDefault(name);
            string? actual = other.GetValueOrDefault(name);
            if (wanted != actual)
            {
                yield return $"{name} is {actual ?? "not set"}, and {wanted ?? "nothing"} is declared";
            }
        }
    }

    // A classic queue may say that it is one; a broker does not tell the two apart.
    private static Dictionary<string, string> Texts(ImmutableArray<KeyValuePair<string, object>> arguments) => arguments
        .Where(static argument => argument is not { Key: "x-queue-type", Value: "classic" })
        .ToDictionary(static argument => argument.Key, static argument => ArgumentText.Of(argument.Value));
}
