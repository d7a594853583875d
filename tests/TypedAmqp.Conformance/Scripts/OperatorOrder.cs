using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Scripts;

/// <summary>
/// What whoever runs a broker changes while it runs, a line of the client <c>operator</c>: <c>set-policy name=p pattern=^q definition={...}</c> (with
/// <c>apply-to</c> and <c>priority</c>), <c>clear-policy name=p</c>, the same of <c>operator-policy</c>; <c>limit consumer-timeout=100</c> or
/// <c>max-message-size=1000</c>, for channels that are opened afterwards; <c>memory short</c> and <c>memory free</c>.
/// </summary>
/// <param name="Verb">The verb.</param>
/// <param name="Arguments">What follows it.</param>
public sealed record OperatorOrder(string Verb, IReadOnlyDictionary<string, FieldValue> Arguments)
{
    /// <summary>The name of the client whose lines these are.</summary>
    public const string Client = "operator";

    /// <summary>It is for the whole broker, not for one virtual host.</summary>
    public bool IsForAll => Verb is "limit" or "memory";

    /// <summary>It is about the policies of operators.</summary>
    public bool IsOperators => Verb.EndsWith("operator-policy", StringComparison.Ordinal);

    /// <summary>A text among the arguments.</summary>
    public string Text(string name, string otherwise = "") =>
        Arguments.TryGetValue(name, out FieldValue? value) ? System.Text.Encoding.UTF8.GetString(value.Octets) : otherwise;

    /// <summary>A number among the arguments.</summary>
    public long Number(string name, long otherwise = 0) => Arguments.TryGetValue(name, out FieldValue? value) ? (long)value.Number : otherwise;
}
