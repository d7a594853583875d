using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>Applies a fix as an editor does, and gives back the text.</summary>
internal static class Fixing
{
    /// <param name="fix">The fix.</param>
    /// <param name="source">The program.</param>
    /// <param name="id">The diagnostic, of ours or the compiler's, whose first occurrence is fixed.</param>
    /// <param name="title">The title of the action, when there are several.</param>
    /// <param name="references">Other assemblies.</param>
    public static async Task<string> ApplyAsync(
        CodeFixProvider fix, string source, string id, string? title = null, params MetadataReference[] references)
    {
        using AdhocWorkspace workspace = new();
        (Document document, IReadOnlyList<CodeAction> actions) = await ActionsAsync(workspace, fix, source, id, references);
        CodeAction action = Assert.Single(actions, action => title is null || action.Title == title);
        ApplyChangesOperation operation = Assert.Single((await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        return (await operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    /// <summary>What is offered for the first occurrence of the diagnostic.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(CodeFixProvider fix, string source, string id)
    {
        using AdhocWorkspace workspace = new();
        return [.. (await ActionsAsync(workspace, fix, source, id, [])).Actions.Select(static action => action.Title)];
    }

    /// <summary>Whether neither the compiler nor we have anything left to say.</summary>
    public static async Task AssertSoundAsync(string source, params MetadataReference[] references)
    {
        CSharpCompilation compilation = TestCompilation.Create(source, references);
        Assert.Empty(TestCompilation.CompilerProblems(compilation));
        Assert.Empty(await TestCompilation.DiagnoseAsync(compilation));
    }

    private static async Task<(Document Document, IReadOnlyList<CodeAction> Actions)> ActionsAsync(
        AdhocWorkspace workspace, CodeFixProvider fix, string source, string id, MetadataReference[] references)
    {
        CSharpCompilation compilation = TestCompilation.Create(source, references);
        Compilation generated = TestCompilation.Generate(compilation).Compilation;
        ImmutableArray<Diagnostic> analyzed = await TestCompilation.DiagnoseAsync(compilation);
        Diagnostic diagnostic = analyzed.Concat(generated.GetDiagnostics()).First(diagnostic => diagnostic.Id == id);
        Assert.Contains(id, fix.FixableDiagnosticIds);

        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Test",
            "Test",
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: compilation.References));
        foreach (SyntaxTree tree in generated.SyntaxTrees)
        {
            project = project.AddDocument(tree.FilePath, SourceText.From(tree.ToString()), filePath: tree.FilePath).Project;
        }

        Document document = project.Documents.Single(static document => document.FilePath == "Test.cs");
        List<CodeAction> actions = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return (document, actions);
    }
}
