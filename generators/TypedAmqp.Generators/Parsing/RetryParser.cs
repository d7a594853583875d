using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>How a queue's messages are tried again.</summary>
internal static class RetryParser
{
    /// <summary>More would only fill the model: nobody waits for the hundredth attempt.</summary>
    public const int MostAttempts = 100;

    private static readonly long[] Usual = [1000, 10_000, 60_000];

    /// <summary>The policy; null when the queue has none.</summary>
    public static RetryModel? Parse(INamedTypeSymbol symbol)
    {
        if (symbol.Attribute(MetadataNames.Retry) is not AttributeReader retry)
        {
            return null;
        }

        long[] delays = [.. retry.Values.Select(static value => ArgumentValues.ToInteger(value.Value)).OfType<long>()];
        if (delays.Length == 0)
        {
            delays = Usual;
        }

        int retries = (int)Math.Min(Math.Max((retry.Integer("Attempts") ?? (delays.Length + 1)) - 1, 0), MostAttempts - 1);
        return new RetryModel(Enumerable.Range(0, retries).Select(index => delays[Math.Min(index, delays.Length - 1)]).ToEquatableArray());
    }
}
