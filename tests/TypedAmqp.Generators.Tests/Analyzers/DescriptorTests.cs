using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedAmqp.CodeFixes;
using TypedAmqp.Generators.Tests.CodeFixes;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>
/// Every diagnostic has its page, its line in the release file, its help link, its test, and code on its page that does what it says.
/// </summary>
public sealed partial class DescriptorTests
{
    private static readonly string Repository = FindRepository();

    private static readonly IReadOnlyDictionary<string, DiagnosticDescriptor> Rules = typeof(Diagnostics.DeclarationRules).Assembly.GetTypes()
        .Where(static type => type.Namespace == typeof(Diagnostics.DeclarationRules).Namespace)
        .SelectMany(static type => type.GetFields())
        .Select(static field => field.GetValue(null))
        .OfType<DiagnosticDescriptor>()
        .ToDictionary(static rule => rule.Id, StringComparer.Ordinal);

    private static readonly IReadOnlyList<CodeFixProvider> Fixes =
    [
        .. typeof(RemedyFix).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(static type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> WithRemedies => [.. new RemedyFix().FixableDiagnosticIds.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Ids => [.. Rules.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void ItIsCompletelyDescribed(string id)
    {
        DiagnosticDescriptor rule = Rules[id];
        Assert.NotEmpty(rule.Title.ToString());
        Assert.NotEmpty(rule.MessageFormat.ToString());
        Assert.NotEmpty(rule.Description.ToString());
        Assert.EndsWith($"diagnostics/{id}.md", rule.HelpLinkUri);
        Assert.Matches(@"^TAMQP\d{3}$", id);
        Assert.True(rule.IsEnabledByDefault);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ItHasALineInTheReleaseFile(string id)
    {
        DiagnosticDescriptor rule = Rules[id];
        string lines = Read("generators", "TypedAmqp.Generators", "AnalyzerReleases.Shipped.md") + Read(
            "generators", "TypedAmqp.Generators", "AnalyzerReleases.Unshipped.md");
        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", lines);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ItHasAPage(string id)
    {
        DiagnosticDescriptor rule = Rules[id];
        string page = Page(id);
        string severity = rule.DefaultSeverity.ToString().ToLowerInvariant();
        Assert.StartsWith($"# {id}: {rule.Title}\n\nSeverity: {severity}.\n", page);
        Assert.Equal(["Wrong", "Right", "Why", "What RabbitMQ does"], Headings().Matches(page).Select(static match => match.Groups[1].Value));
    }

    [Fact]
    public void TheIndexFollowsFromTheReleaseFile()
    {
        const string begin = "| id | severity | | fix | |\n|---|---|---|---|---|\n";
        string path = Path.Combine(Repository, "generators", "diagnostics", "README.md");
        string index = File.ReadAllText(path);
        int start = index.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        string written = index[start..index.IndexOf("\n\n", start, StringComparison.Ordinal)];
        string right = string.Join("\n", ReleaseLines()
            .Matches(Read("generators", "TypedAmqp.Generators", "AnalyzerReleases.Unshipped.md"))
            .Select(static line => IndexLine(line.Groups)));
        if (Environment.GetEnvironmentVariable("TYPEDAMQP_WRITE_INDEX") is not null)
        {
            File.WriteAllText(path, index.Replace(written, right));
            return;
        }

        // With TYPEDAMQP_WRITE_INDEX set the test writes the table instead.
        Assert.Equal(right, written);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheCodeOnItsPageDoesWhatItSays(string id)
    {
        string[] code = [.. Code().Matches(Page(id)).Select(static match => match.Groups[1].Value)];
        Assert.Equal(2, code.Length);
        ImmutableArray<Diagnostic> wrong = await TestCompilation.DiagnoseAsync(TestCompilation.Create(code[0]));
        Assert.Equal(id, Assert.Single(wrong.Select(static diagnostic => diagnostic.Id).Distinct()));
        Assert.Empty(await TestCompilation.DiagnoseAsync(TestCompilation.Create(code[1])));
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(code[1])));
    }

    [Theory]
    [MemberData(nameof(WithRemedies))]
    public async Task EachOfItsRemediesRepairsTheCodeOnItsPage(string id)
    {
        string wrong = Code().Match(Page(id)).Groups[1].Value;
        IReadOnlyList<string> titles = await Fixing.TitlesAsync(new RemedyFix(), wrong, id);
        Assert.NotEmpty(titles);
        foreach (string title in titles)
        {
            string text = await Fixing.ApplyAsync(new RemedyFix(), wrong, id, title);
            Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(text)));
            Assert.DoesNotContain(await TestCompilation.DiagnoseAsync(TestCompilation.Create(text)), diagnostic => diagnostic.Id == id);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ItHasATest(string id)
    {
        string folder = Path.Combine(Repository, "tests", "TypedAmqp.Generators.Tests");
        Assert.Contains(
            Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories),
            file => !file.EndsWith("DescriptorTests.cs", StringComparison.Ordinal)
                && File.ReadAllText(file).Contains("{|" + id + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryLinkLeadsToAFile()
    {
        // Whatever the address before it.
        const string folder = "diagnostics/";
        IEnumerable<DiagnosticDescriptor> reported = TestCompilation.Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics);
        foreach (string link in Rules.Values.Concat(reported).Select(static rule => rule.HelpLinkUri).Distinct())
        {
            string path = link[link.LastIndexOf(folder, StringComparison.Ordinal)..];
            Assert.True(File.Exists(Path.Combine(Repository, "generators", path)), $"{link} leads nowhere: there is no {path}.");
        }
    }

    [Fact]
    public void EveryPageHasADiagnostic()
    {
        IEnumerable<string> pages = Directory.EnumerateFiles(Path.Combine(Repository, "generators", "diagnostics"), "TAMQP*.md")
            .Select(static file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(Rules.Keys.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryDiagnosticIsReportedBySomebody()
    {
        // The generator reports these two.
        IEnumerable<string> reported = TestCompilation.Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics)
            .Select(static rule => rule.Id)
            .Concat(["TAMQP012", "TAMQP013"]);
        Assert.Equal(Rules.Keys.Order(StringComparer.Ordinal), reported.Distinct().Order(StringComparer.Ordinal));
    }

    private static string IndexLine(GroupCollection line)
    {
        string id = line["id"].Value;
        bool isFixed = Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(id));
        bool isObserved = !Page(id).Contains("*not observed*", StringComparison.OrdinalIgnoreCase);
        return $"| [{id}]({id}.md) | {line["severity"].Value.ToLowerInvariant()} | {line["title"].Value} | {(isFixed ? "yes" : "")} | {(isObserved ? "" : "*not observed*")} |";
    }

    private static string Page(string id) => Read("generators", "diagnostics", id + ".md");

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository, .. path]));

    private static string FindRepository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex(@"^(?<id>TAMQP\d+) \| .+? \| (?<severity>\w+) \| (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex ReleaseLines();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
