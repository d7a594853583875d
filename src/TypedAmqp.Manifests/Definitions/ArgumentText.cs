using System.Collections.Immutable;
using System.Globalization;

namespace TypedAmqp.Manifests;

/// <summary>Arguments as text, to compare and to show: <c>x-match=all, retry-attempt=2</c>.</summary>
internal static class ArgumentText
{
    public static string Of(ImmutableArray<KeyValuePair<string, object>> arguments) =>
        string.Join(", ", arguments.OrderBy(static argument => argument.Key, StringComparer.Ordinal)
            .Select(static argument => $"{argument.Key}={Of(argument.Value)}"));

    public static string Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        OtherArgument other => other.Json,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
