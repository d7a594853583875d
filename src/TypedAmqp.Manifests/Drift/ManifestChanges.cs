using System.Globalization;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>
/// What changed between two manifests, for people: a line for each exchange, queue, service or contract that is new or gone, and for each property of
/// those that stayed.
/// </summary>
public static class ManifestChanges
{
    private const string Nothing = "nothing";

    /// <summary>Compares.</summary>
    /// <param name="before">The earlier manifest, in JSON.</param>
    /// <param name="after">The later one.</param>
    /// <returns>Lines as <c>queue 'ledger' is gone</c> and <c>queue 'work': x-queue-type classic -> quorum</c>.</returns>
    /// <exception cref="InvalidDataException">One of the two is no manifest; the message is a sentence.</exception>
    public static IReadOnlyList<string> Between(string before, string after)
    {
        SortedDictionary<string, SortedDictionary<string, string>> earlier = Read(before);
        SortedDictionary<string, SortedDictionary<string, string>> later = Read(after);
        List<string> lines = [];
        foreach (string subject in earlier.Keys.Union(later.Keys).Order(StringComparer.Ordinal))
        {
            if (!later.TryGetValue(subject, out SortedDictionary<string, string>? right))
            {
                lines.Add($"{subject} is gone");
            }
            else if (!earlier.TryGetValue(subject, out SortedDictionary<string, string>? left))
            {
                lines.Add($"{subject} is new");
            }
            else
            {
                lines.AddRange(Facts(left, right).Select(fact => $"{subject}: {fact}"));
            }
        }

        return lines;
    }

    private static IEnumerable<string> Facts(SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        string? whole = null;
        foreach (string name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            // What is said of an item as a whole is not said again of its parts.
            if (whole is not null && name.StartsWith(whole + " ", StringComparison.Ordinal))
            {
                continue;
            }

            string? left = before.GetValueOrDefault(name);
            string? right = after.GetValueOrDefault(name);
            if ((left ?? right) is "")
            {
                whole = left == right ? whole : name;
                if (left != right)
                {
                    yield return $"{name} is {(left is null ? "new" : "gone")}";
                }
            }
            else if (left != right)
            {
                string missing = name == "x-queue-type" ? "classic" : (left ?? right) is "true" or "false" ? "false" : Nothing;
                yield return $"{name} {left ?? missing} -> {right ?? missing}";
            }
        }
    }

    /// <summary>Everything in a manifest, by what it is about: facts with values, and items, whose value is empty.</summary>
    private static SortedDictionary<string, SortedDictionary<string, string>> Read(string json)
    {
        SortedDictionary<string, SortedDictionary<string, string>> subjects = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            HashSet<string> contracts = [.. root.Items("contracts").Select(ManifestElements.DeclaringType)];
            foreach (JsonProperty list in root.EnumerateObject())
            {
                if (list.Value.ValueKind != JsonValueKind.Array)
                {
                    Add(Of("the topology"), list.Name, list.Value);
                    continue;
                }

                foreach (JsonElement entity in list.Value.EnumerateArray())
                {
                    string type = entity.DeclaringType();
                    string kind = list.Name != "shapes" ? Singular(list.Name) : contracts.Contains(type) ? "contract" : "type";
                    SortedDictionary<string, string> facts = Of($"{kind} '{(entity.Text("name") is { Length: > 0 } name ? name : type)}'");
                    AddMembers(facts, "", entity);

                    // An argument, or the type on the wire, says the same.
                    facts.Remove("kind");
                }
            }

            return subjects;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"This is no manifest: {fault.Message}", fault);
        }

        SortedDictionary<string, string> Of(string subject) =>
            subjects.TryGetValue(subject, out SortedDictionary<string, string>? facts) ? facts : subjects[subject] = new(StringComparer.Ordinal);
    }

    private static void AddMembers(SortedDictionary<string, string> facts, string prefix, JsonElement element)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            // Told by what it is made of.
            if (member.Name is not ("signature" or "returnType"))
            {
                Add(facts, prefix + member.Name, member.Value);
            }
        }
    }

    private static void Add(SortedDictionary<string, string> facts, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.Text("typeName") is string type:
                // What it consists of is the contract's matter.
                facts[name] = ManifestElements.Plain(type);
                AddItems(facts, name + " header", value.Items("headers"));
                break;
            case JsonValueKind.Object:
                AddMembers(facts, name + " ", value);
                break;
            case JsonValueKind.Array when name == "arguments":
                foreach (JsonElement argument in value.EnumerateArray())
                {
                    facts[argument.Required("name")] = ArgumentOf(argument);
                }

                break;
            case JsonValueKind.Array when value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.Object):
                AddItems(facts, Singular(name), value.EnumerateArray());
                break;
            case JsonValueKind.Array:
                facts[name] = Shown(string.Join(", ", value.EnumerateArray()));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                facts[name] = value.GetBoolean() ? "true" : "false";
                break;
            default:
                facts[name] = Shown(ManifestElements.Plain(value.ToString()));
                break;
        }
    }

    private static void AddItems(SortedDictionary<string, string> facts, string kind, IEnumerable<JsonElement> items)
    {
        foreach (JsonElement item in items)
        {
            string name = $"{kind} '{NameOf(item)}'";
            for (int number = 2; !facts.TryAdd(name, ""); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{kind} '{NameOf(item)} ({number})'");
            }

            AddMembers(facts, name + " ", item);
        }
    }

    /// <summary>By what an item is known to people: what it is in JSON or on the wire, and a route by its contract and key.</summary>
    private static string NameOf(JsonElement item)
    {
        string?[] parts =
        [
            item.Object("message")?.Required("typeName"),
            item.Object("key") is { } key ? key.ValueKind == JsonValueKind.Object ? key.Text("text") : key.ToString() : null,
            item.Text("exchange"),
            item.Object("keys") is { } keys ? string.Join(", ", keys.EnumerateArray()) : null,
            string.Join(", ", item.Items("arguments").Select(static argument => $"{argument.Required("name")}={ArgumentOf(argument)}")),
        ];
        string whole = string.Join(" ", parts.Where(static part => !string.IsNullOrEmpty(part)));
        return ManifestElements.Plain(
            whole.Length > 0 ? whole : First(item, "json", "wireName", "name", "word", "property", "literal", "type") ?? item.GetRawText());
    }

    private static string? First(JsonElement item, params string[] members) =>
        members.Select(member => item.Text(member)).FirstOrDefault(static text => text is not null);

    // The text "5" is not the number 5.
    private static string ArgumentOf(JsonElement argument)
    {
        string value = argument.Text("value") ?? "";
        return argument.Text("kind") is null && long.TryParse(value, CultureInfo.InvariantCulture, out _) ? $"\"{value}\"" : Shown(value);
    }

    private static string Shown(string value) => value.Length > 0 ? value : "\"\"";

    private static string Singular(string list) => list.EndsWith("ies", StringComparison.Ordinal) ? list[..^3] + "y" : list.TrimEnd('s');
}
