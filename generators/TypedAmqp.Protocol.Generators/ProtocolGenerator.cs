using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Protocol.Generators.Emission;
using TypedAmqp.Protocol.Generators.Model;
using TypedAmqp.Protocol.Generators.Parsing;

namespace TypedAmqp.Protocol.Generators;

/// <summary>Writes the codec of the protocol's methods from the table in Methods.amqp: one file a method, and one for MethodId.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProtocolGenerator : IIncrementalGenerator
{
    internal const string TableStep = "MethodTable";
    private const string FileName = "Methods.amqp";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<MethodTable> tables = context.AdditionalTextsProvider
            .Where(static file => Path.GetFileName(file.Path) == FileName)
            .Select(static (file, cancellationToken) => file.GetText(cancellationToken) is { } text
                ? MethodTableParser.Parse(file.Path, text)
                : new MethodTable(default, default))
            .WithTrackingName(TableStep);

        context.RegisterSourceOutput(tables, static (output, table) =>
        {
            foreach (TableError error in table.Errors)
            {
                output.ReportDiagnostic(Diagnostic.Create(
                    Diagnostics.MalformedLine,
                    Location.Create(error.Path, error.Span, error.Lines),
                    error.Lines.Start.Line + 1,
                    error.Reason));
            }

            Add(output, "MethodId", MethodIdEmitter.Emit(table));
            foreach (MethodRow method in table.Methods)
            {
                Add(output, method.TypeName, MethodEmitter.Emit(method));
            }
        });
    }

    private static void Add(SourceProductionContext output, string name, string source) =>
        output.AddSource(name + ".g.cs", SourceText.From(source, Encoding.UTF8));
}
