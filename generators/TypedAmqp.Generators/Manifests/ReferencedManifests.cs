using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>
/// The manifests of referenced assemblies. Only assemblies that reference TypedAmqp are asked, so that an edit does not walk the framework; and each
/// once, so that it does not read them again.
/// </summary>
internal static class ReferencedManifests
{
    private static readonly ManifestReading?[] None = [null];

    // Keyed weakly: an assembly's symbols are the same object from one edit to the next, and go when the compiler lets them go.
    private static readonly ConditionalWeakTable<IAssemblySymbol, ManifestReading?[]> Known = new();

    /// <summary>Those of a compilation's references, sorted by assembly.</summary>
    public static EquatableArray<ManifestReading> Of(Compilation compilation, CancellationToken cancellationToken = default)
    {
        List<ManifestReading> readings = [];
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Known.GetValue(assembly, static assembly => UsesTypedAmqp(assembly) ? [Read(assembly)] : None)[0] is ManifestReading reading)
            {
                readings.Add(reading);
            }
        }

        return readings.ToEquatableArray().SortedBy(static reading => reading.Assembly);
    }

    /// <summary>What they declare, each entity once: as its own assembly declares it, if that is there.</summary>
    public static DeclarationSet Declarations(Compilation compilation, CancellationToken cancellationToken = default) =>
        Declarations(Of(compilation, cancellationToken));

    /// <inheritdoc cref="Declarations(Compilation, CancellationToken)"/>
    public static DeclarationSet Declarations(EquatableArray<ManifestReading> readings)
    {
        Manifest[] manifests = [.. readings.Select(static reading => reading.Manifest).OfType<Manifest>()];
        return DeclarationSet.Union(
        [
            new DeclarationSet(
                manifests.SelectMany(
                    static manifest => manifest.Exchanges.Select(exchange => (exchange, isOwn: exchange.Type.AssemblyName == manifest.Assembly)))
                    .OrderBy(static item => !item.isOwn)
                    .GroupBy(static item => item.exchange.Type.FullName, StringComparer.Ordinal)
                    .Select(static group => group.First().exchange)
                    .ToEquatableArray(),
                manifests.SelectMany(static manifest => manifest.Queues).ToEquatableArray()),
        ]);
    }

    /// <summary>The contracts that their contexts know, sorted by type.</summary>
    public static EquatableArray<SharedContractModel> SharedContracts(EquatableArray<ManifestReading> readings) => readings
        .Select(static reading => reading.Manifest)
        .OfType<Manifest>()
        .SelectMany(static manifest => manifest.Contracts
            .Where(static contract => contract.IsInJsonContext)
            .Select(contract => (contract.Type, Context: contract.JsonContext ?? manifest.JsonContext)))
        .Where(static contract => contract.Context is not null)
        .Select(static contract => new SharedContractModel(contract.Type, contract.Context!))
        .GroupBy(static contract => contract.Type, StringComparer.Ordinal)
        .Select(static group => group.First())
        .ToEquatableArray()
        .SortedBy(static contract => contract.Type);

    /// <summary>The manifest of one assembly; null when it has none.</summary>
    public static ManifestReading? Read(IAssemblySymbol assembly)
    {
        if (assembly.Attribute(MetadataNames.TopologyManifest)?.Data.ConstructorArguments
            is not [{ Value: int version }, { Value: string hash }, { Value: string text }])
        {
            return null;
        }

        if (version != Manifest.FormatVersion)
        {
            string known = Manifest.FormatVersion.ToString(CultureInfo.InvariantCulture);
            return new ManifestReading(
                assembly.Name, null, $"has format {version.ToString(CultureInfo.InvariantCulture)}, and this compiler reads {known}");
        }

        if (hash != ManifestText.Hash(text))
        {
            return new ManifestReading(assembly.Name, null, "was changed after it was written");
        }

        try
        {
            return new ManifestReading(assembly.Name, ManifestText.Read(text), null);
        }
        catch (FormatException fault)
        {
            return new ManifestReading(assembly.Name, null, "cannot be read: " + fault.Message);
        }
    }

    /// <summary>Whether the assembly can declare or consume anything.</summary>
    public static bool UsesTypedAmqp(IAssemblySymbol assembly) =>
        assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static reference => reference.Name == MetadataNames.Namespace));
}
