using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>Contracts that programs of another version no longer read: TAMQP701, 702, 703 and 711.</summary>
internal static class ContractChanges
{
    public static IEnumerable<Change> Between(Manifest released, Manifest current)
    {
        foreach ((ContractModel before, ContractModel after) in ManifestComparer.Both(
            released.Contracts, current.Contracts, static contract => contract.Type))
        {
            // Another version is another contract, and says so on the wire.
            if (before.Version == after.Version && before.WireName is string wireName && after.WireName != wireName)
            {
                yield return new Change(
                    ReleaseRules.WireNameChanged, after.Type, ChangePlace.EntityName, null,
                    [ManifestComparer.Short(after.Type), wireName, after.WireName ?? "none"]);
            }

            if (before.Version == after.Version && before.Format != after.Format)
            {
                yield return Different(after.Type, ChangePlace.Type, null, "the format", before.Format.ToString(), after.Format.ToString());
            }
        }

        HashSet<string> renewed = [.. ManifestComparer.Both(released.Contracts, current.Contracts, static contract => contract.Type)
            .Where(static both => both.Before.Version != both.After.Version)
            .Select(static both => both.After.Type)];
        foreach ((ShapeModel before, ShapeModel after) in ManifestComparer.Both(released.Shapes, current.Shapes, static shape => shape.Type))
        {
            if (!renewed.Contains(after.Type))
            {
                foreach (Change change in Properties(before, after).Concat(Members(before, after)))
                {
                    yield return change;
                }
            }
        }
    }

    private static IEnumerable<Change> Properties(ShapeModel before, ShapeModel after)
    {
        string type = ManifestComparer.Short(after.Type);
        foreach (PropertyModel property in before.Properties)
        {
            if (after.Properties.FirstOrDefault(now => now.Name == property.Name) is not PropertyModel now)
            {
                if (property.IsRequired)
                {
                    yield return new Change(
                        ReleaseRules.PropertyRequired,
                        after.Type,
                        ChangePlace.Type,
                        null,
                        [type, property.Name, "is gone", "bring it back, or give the contract a new version"]);
                }
            }
            else if (now.Json != property.Json)
            {
                yield return Different(
                    after.Type, ChangePlace.Member, now.Name, $"the JSON name of '{now.Name}'", property.Json ?? "", now.Json ?? "");
            }
            else if (now.Type.TrimEnd('?') != property.Type.TrimEnd('?'))
            {
                yield return Different(
                    after.Type, ChangePlace.Member, now.Name, $"the type of '{now.Name}'", Readable(property.Type), Readable(now.Type));
            }
            else if (now.IsRequired && !property.IsRequired)
            {
                yield return new Change(
                    ReleaseRules.PropertyRequired,
                    after.Type,
                    ChangePlace.Member,
                    now.Name,
                    [type, now.Name, "was optional", "leave it so, or give the contract a new version"]);
            }
        }

        foreach (PropertyModel property in after.Properties)
        {
            if (property.IsRequired && before.Properties.All(known => known.Name != property.Name))
            {
                yield return new Change(
                    ReleaseRules.PropertyRequired, after.Type, ChangePlace.Member, property.Name,
                    [type, property.Name, "is new", Optional(property) + ", or give the contract a new version"]);
            }
        }
    }

    /// <summary>A question mark alone makes nothing optional.</summary>
    private static string Optional(PropertyModel property) => property.Type.EndsWith("?", StringComparison.Ordinal)
        ? "give it a default ('= null') as a parameter, or take its 'required' away"
        : "make it optional";

    private static IEnumerable<Change> Members(ShapeModel before, ShapeModel after)
    {
        foreach (MemberModel member in after.Members)
        {
            MemberModel? known = before.Members.FirstOrDefault(known => known.Name == member.Name);
            if (known is null)
            {
                // A member under another name, with the value of one that is gone, is the same on the wire.
                if (before.Members.All(other => other.Wire != member.Wire))
                {
                    yield return new Change(
                        ReleaseRules.EnumMemberAdded, after.Type, ChangePlace.Member, member.Name,
                        [ManifestComparer.Short(after.Type), member.Name, member.Wire ?? member.Value]);
                }
            }
            else if (known.Wire != member.Wire)
            {
                yield return Different(
                    after.Type, ChangePlace.Member, member.Name, $"the value of '{member.Name}'", known.Wire ?? "", member.Wire ?? "");
            }
        }
    }

    private static Change Different(string type, ChangePlace place, string? member, string what, string before, string after) =>
        new(ReleaseRules.PropertyChanged, type, place, member, [ManifestComparer.Short(type), what, before, after]);

    private static string Readable(string type) => type.Replace("global::", "");
}
