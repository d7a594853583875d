using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>The example of the declaration language, with every check as an error.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task TheExampleCompilesWithEveryCheckAsAnError()
    {
        CSharpCompilation compilation = TestCompilation.Create(ShopExample.Declarations + ShopExample.Handler);
        compilation = compilation.WithOptions(compilation.Options
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions(TestCompilation.Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics)
                .Select(static rule => rule.Id)
                .Distinct()
                .ToImmutableDictionary(static id => id, static _ => ReportDiagnostic.Error)));
        Assert.Empty(TestCompilation.CompilerProblems(compilation));
        Assert.Empty(await TestCompilation.DiagnoseAsync(compilation));
    }

    [Fact]
    public void AMissingHandlerIsTheCompilersOwnErrorAndReadable()
    {
        string handler = ShopExample.Handler.Replace(
            "public ValueTask HandleAsync(OrderCancelled message", "public ValueTask Other(OrderCancelled message");
        Diagnostic error = Assert.Single(TestCompilation.CompilerProblems(TestCompilation.Create(ShopExample.Declarations + handler)));
        Assert.Equal("CS0535", error.Id);
        Assert.Contains(
            "'Billing.IConsumer.HandleAsync(OrderCancelled, Delivery, CancellationToken)'",
            error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
