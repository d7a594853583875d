using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace TypedAmqp.Server.Management;

/// <summary>
/// What a query asks of a list: <c>name</c> (with <c>use_regex</c>) leaves out others, <c>sort</c> (with <c>sort_reverse</c>) orders, <c>page</c> and
/// <c>page_size</c> cut out a part, <c>columns</c> are all that is shown of each.
/// </summary>
internal static class Listing
{
    private const int UsualPageSize = 100;
    private const int LargestPageSize = 500;

    private static readonly string[] Parameters = ["name", "sort", "page", "columns"];
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    /// <summary>The list as it is asked for.</summary>
    /// <exception cref="ArgumentException">The name is no regular expression.</exception>
    public static Answer Of(Array list, IQueryCollection query)
    {
        if (!Parameters.Any(query.ContainsKey))
        {
            return Answer.Of(list);
        }

        JsonArray all = JsonSerializer.SerializeToNode(list, list.GetType(), ManagementApplication.Json)!.AsArray();
        JsonNode[] items = [.. all.Select(static item => item!)];
        int total = items.Length;
        if (query["name"] is [{ Length: > 0 } name])
        {
            Regex? pattern = query["use_regex"] is ["true"] ? new Regex(name, RegexOptions.CultureInvariant, LongestMatch) : null;
            items = Array.FindAll(items, item => item["name"]?.GetValue<string>() is { } own
                && (pattern?.IsMatch(own) ?? own.Contains(name, StringComparison.OrdinalIgnoreCase)));
        }

        if (query["sort"] is [{ Length: > 0 } sort])
        {
            IOrderedEnumerable<JsonNode> sorted = items.OrderBy(item => At(item, sort), Comparer<JsonNode?>.Create(Compare));
            items = query["sort_reverse"] is ["true"] ? [.. sorted.Reverse()] : [.. sorted];
        }

        string[] columns = query["columns"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        JsonArray Shown(IEnumerable<JsonNode> some) => [.. some.Select(item => columns.Length == 0 ? item.DeepClone() : Columns(item, columns))];
        return query.ContainsKey("page") ? Page(items, total, query, Shown) : Answer.Of(Shown(items));
    }

    private static Answer Page(JsonNode[] items, int total, IQueryCollection query, Func<IEnumerable<JsonNode>, JsonArray> shown)
    {
        int? page = Number(query, "page", least: 1, most: int.MaxValue);
        int? size = query.ContainsKey("page_size") ? Number(query, "page_size", least: 1, LargestPageSize) : UsualPageSize;
        if (page is not { } number || size is not { } length)
        {
            string given = query.ContainsKey("page_size") ? query["page_size"].ToString() : "undefined";
            return Answer.Refused($"Invalid pagination parameters: page number {query["page"]}, page size {given}", "invalid_pagination_parameters");
        }

        int pages = Math.Max(1, (items.Length + length - 1) / length);
        if (number > pages)
        {
            return Answer.Refused($"Page out of range, page: {number} page size: {length}, len: {items.Length}", "page_out_of_range");
        }

        JsonArray part = shown(items.Skip((number - 1) * length).Take(length));
        return Answer.Of(new PageView(items.Length, part.Count, part, number, pages, length, total));
    }

    private static int? Number(IQueryCollection query, string name, int least, int most) =>
        int.TryParse(query[name].ToString(), CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;

    private static JsonObject Columns(JsonNode item, string[] columns)
    {
        JsonObject shown = [];
        foreach (string column in columns)
        {
            if (At(item, column) is not { } value)
            {
                continue;
            }

            JsonObject place = shown;
            string[] path = column.Split('.');
            foreach (string part in path[..^1])
            {
                place = (JsonObject)(place[part] ??= new JsonObject());
            }

            place[path[^1]] = value.DeepClone();
        }

        return shown;
    }

    // A column may lie deeper: object_totals.queues.
    private static JsonNode? At(JsonNode item, string column)
    {
        JsonNode? found = item;
        foreach (string part in column.Split('.'))
        {
            found = (found as JsonObject)?[part];
        }

        return found;
    }

    // What is not there comes first, then numbers, then the rest: where kinds are mixed there is one order too.
    private static int Compare(JsonNode? one, JsonNode? other) => (one?.GetValueKind(), other?.GetValueKind()) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => one!.GetValue<double>().CompareTo(other!.GetValue<double>()),
        (JsonValueKind.Number, not null) => -1,
        (not null, JsonValueKind.Number) => 1,
        _ => string.CompareOrdinal(one?.ToString(), other?.ToString()),
    };
}
