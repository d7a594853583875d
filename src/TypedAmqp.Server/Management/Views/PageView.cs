using System.Text.Json.Nodes;

namespace TypedAmqp.Server.Management;

/// <summary>A part of a list.</summary>
internal sealed record PageView(int FilteredCount, int ItemCount, JsonArray Items, int Page, int PageCount, int PageSize, int TotalCount);
