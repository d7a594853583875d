using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Manifests.Changes;

namespace TypedAmqp.Generators.Tests;

/// <summary>
/// What a test's source says in comments of its surroundings: <c>/* Released: ... */</c> is the source of the release whose manifest is in the lock
/// file, <c>/* Assembly Name: ... */</c> that of a referenced assembly.
/// </summary>
internal static partial class SourceComments
{
    public static IEnumerable<MetadataReference> Assemblies(string source) =>
        Assembly().Matches(source).Select(static match => TestCompilation.Library(match.Groups[1].Value, match.Groups[2].Value));

    public static AnalyzerOptions Options(Compilation compilation)
    {
        string source = string.Concat(compilation.SyntaxTrees.Where(static tree => tree.FilePath == "Test.cs"));
        AdditionalText[] files = [.. Released().Matches(source).Select(static match => new LockFileText(Lock(match.Groups[1].Value)))];
        return new AnalyzerOptions([.. files], new BuildProperties(compilation));
    }

    /// <summary>The lock file that the command writes for a program.</summary>
    public static string Lock(string source)
    {
        string text = ManifestText.Write(
            ReferencedManifests.Read(TestCompilation.Generate(TestCompilation.Create(source)).Compilation.Assembly)!.Manifest!);
        return $$"""{"format": 1, "hash": "{{ManifestText.Hash(text)}}", "manifest": {{text}} }""";
    }

    [GeneratedRegex(@"^/\* Released:\n(.*?)\*/", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Released();

    [GeneratedRegex(@"^/\* Assembly (\w+):\n(.*?)\*/", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Assembly();

    private sealed class LockFileText(string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text);

        public override string Path => LockFile.Name;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
