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

    private static IEnumerable<string> Arguments(
        ImmutableArray<KeyValuePair<string, object>> declared, ImmutableArray<KeyValuePair<string, object>> there)
    {
        Dictionary<string, object> here = Values(declared);
        Dictionary<string, object> other = Values(there);
        foreach (string name in here.Keys.Union(other.Keys).Order(StringComparer.Ordinal))
        {
            object? wanted = here.GetValueOrDefault(name);
            object? actual = other.GetValueOrDefault(name);
            if (!Equals(wanted, actual))
            {
                // The text "5" is not the number 5.
                bool isOfKind = wanted is not null && actual is not null && ArgumentText.Of(wanted) == ArgumentText.Of(actual);
                yield return $"{name} is {Text(actual, isOfKind) ?? "not set"}, and {Text(wanted, isOfKind) ?? "nothing"} is declared";
            }
        }
    }

    private static string? Text(object? value, bool isWithKind) =>
        value is null ? null : isWithKind ? $"the {(value is string ? "text" : "number")} {ArgumentText.Of(value)}" : ArgumentText.Of(value);

    // A classic queue may say that it is one; a broker does not tell the two apart.
    private static Dictionary<string, object> Values(ImmutableArray<KeyValuePair<string, object>> arguments) => arguments
        .Where(static argument => argument is not { Key: "x-queue-type", Value: "classic" })
        .ToDictionary(static argument => argument.Key, static argument => argument.Value);
}
