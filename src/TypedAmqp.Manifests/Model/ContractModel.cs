namespace TypedAmqp.Manifests;

/// <summary>A contract.</summary>
/// <param name="Type">The type's full name.</param>
/// <param name="WireName">The message property <c>type</c>; null for a type without one.</param>
/// <param name="Format">How its body is written.</param>
public sealed record ContractModel(string Type, string? WireName, MessageFormat Format)
{
    /// <summary>Its name without namespace, as in <c>OrderPlaced</c>.</summary>
    public string Name => ClrType.Parse(Type).ShortName;

    /// <summary>The message property <c>content-type</c>.</summary>
    public string ContentType => Format switch
    {
        MessageFormat.Json => "application/json",
        MessageFormat.Text => "text/plain",
        _ => "application/octet-stream",
    };
}
