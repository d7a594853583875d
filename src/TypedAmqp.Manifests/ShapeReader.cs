using System.Collections.Immutable;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>Gathers contracts, and the types of which their bodies consist, from manifests: of two that tell of one type, the first.</summary>
internal sealed class ShapeReader
{
    private readonly SortedDictionary<string, ContractModel> _contracts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShapeModel> _shapes = [];

    public ImmutableArray<ContractModel> Contracts => [.. _contracts.Values];

    public ImmutableSortedDictionary<string, ShapeModel> Shapes => _shapes.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public void Add(JsonElement manifest)
    {
        foreach (JsonElement contract in manifest.Items("contracts"))
        {
            string type = ManifestElements.Plain(contract.Required("type"));
            _contracts.TryAdd(type, new ContractModel(
                type, contract.Text("wireName"), contract.Text("format") is string format
                    ? Enum.Parse<MessageFormat>(format, ignoreCase: true)
                    : MessageFormat.Json));
        }

        foreach (JsonElement shape in manifest.Items("shapes"))
        {
            string type = ManifestElements.Plain(shape.Required("type"));
            _shapes.TryAdd(type, Shape(type, shape));
        }
    }

    private static ShapeModel Shape(string type, JsonElement shape) => new(type)
    {
        Properties =
        [
            .. shape.Items("properties").Select(static property => new ShapeProperty(
                property.Text("json") ?? property.Required("name"), ClrType.Parse(property.Required("type")))
            {
                IsRequired = property.Flag("isRequired"),
                MayBeOmitted = property.Flag("mayBeOmitted"),
                HasConverter = property.Flag("hasConverter"),
                IsTextNumber = property.Flag("isTextNumber"),
            }),
        ],
        Members = [.. shape.Items("members")
            .Select(static member => new ShapeMember(member.Required("name"), member.Required("value"), member.Required("wire")))],
        Derived = [.. shape.Items("derived")
            .Select(static derived => new ShapeDerived(ManifestElements.Plain(derived.Required("type")), derived.Text("discriminator")))],
        Discriminator = shape.Text("discriminator") ?? "$type",
        IsFlags = shape.Flag("isFlags"),
        RefusesUnknown = shape.Flag("refusesUnknown"),
        HasConverter = shape.Flag("hasConverter"),
    };
}
