using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What the analyzers of this assembly can report.</summary>
internal static class AnalyzerTable
{
    public static IReadOnlyList<DiagnosticDescriptor> Rules { get; } =
        [.. new DiagnosticAnalyzer[] { new DeclarationAnalyzer(), new ReachabilityAnalyzer(), new ConsumerAnalyzer(), new DuplicateAnalyzer(),
            new ReleaseAnalyzer(), new UsageAnalyzer() }
            .SelectMany(static analyzer => analyzer.SupportedDiagnostics)
            .Distinct()];
}
