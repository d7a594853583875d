using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Analyzers.Usage;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>How a program publishes, consumes and settles.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsageAnalyzer : DiagnosticAnalyzer
{
    // A new check is a row here.
    private static readonly (OperationKind Kind, Check<UsageCheck> Check)[] Table =
    [
        (OperationKind.ObjectCreation, new(OptionsChecks.Run, OptionsChecks.Rules)),
        (OperationKind.ObjectCreation, new(FaultChecks.Run, FaultChecks.Rules)),
        (OperationKind.SimpleAssignment, new(AssignmentChecks.Run, AssignmentChecks.Rules)),
        (OperationKind.Invocation, new(ChannelChecks.Run, ChannelChecks.Rules)),
        (OperationKind.Invocation, new(PublishCallChecks.Run, PublishCallChecks.Rules)),
        (OperationKind.Invocation, new(SettlingChecks.Run, SettlingChecks.Rules)),
        (OperationKind.Invocation, new(AckModeChecks.Run, AckModeChecks.Rules)),
        (OperationKind.Invocation, new(SameChannelChecks.Run, SameChannelChecks.Rules)),
        (OperationKind.Invocation, new(BusChecks.Run, BusChecks.Rules)),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. Table.SelectMany(static row => row.Check.Rules).Distinct()];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(MetadataNames.Delivery) is null)
            {
                return;
            }

            TopologyView view = TopologyView.Of(start.Compilation);
            BrokerVersion broker = BrokerVersion.Of(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            foreach (IGrouping<OperationKind, Check<UsageCheck>> checks in Table.GroupBy(static row => row.Kind, static row => row.Check))
            {
                start.RegisterOperationAction(
                    context =>
                    {
                        UsageCheck usage = new(context, view, broker);
                        foreach (Check<UsageCheck> check in checks)
                        {
                            check.Run(usage);
                        }
                    },
                    checks.Key);
            }
        });
    }
}
