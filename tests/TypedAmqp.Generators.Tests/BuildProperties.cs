using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Generators.Tests;

/// <summary>
/// MSBuild properties that a test's source names in comments: <c>// &lt;TypedAmqpBrokerVersion&gt;4.3&lt;/TypedAmqpBrokerVersion&gt;</c>.
/// </summary>
internal sealed partial class BuildProperties(Compilation compilation) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(compilation.SyntaxTrees
        .Where(static tree => tree.FilePath == "Test.cs")
        .SelectMany(static tree => Property().Matches(tree.ToString()))
        .ToDictionary(static match => "build_property." + match.Groups[1].Value, static match => match.Groups[2].Value));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    [GeneratedRegex("^// <(TypedAmqp[A-Za-z]+)>(.*)</", RegexOptions.Multiline)]
    private static partial Regex Property();

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
