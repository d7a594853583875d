using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Compares what is reported with the marks in the source.</summary>
internal static class Expect
{
    /// <summary>The diagnostics, which are exactly those that are marked.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(string marked, params MetadataReference[] references)
    {
        MarkedSource source = new(marked);
        ImmutableArray<Diagnostic> actual = await TestCompilation.DiagnoseAsync(TestCompilation.Create(source.Text, references));
        Assert.Equal(
            source.Expected.Select(item => item.Id + " at '" + source.Text.Substring(item.Span.Start, item.Span.Length) + "' " + item.Span),
            actual.Select(diagnostic => diagnostic.Id + " at '" + source.Text.Substring(
                diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length) + "' " + diagnostic.Location.SourceSpan));
        return actual;
    }

    /// <summary>The message of the only diagnostic that the marks expect.</summary>
    public static async Task<string> MessageAsync(string marked, params MetadataReference[] references) =>
        Assert.Single(await DiagnosticsAsync(marked, references)).GetMessage(System.Globalization.CultureInfo.InvariantCulture);
}
