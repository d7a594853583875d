namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>One method of the table.</summary>
internal sealed record MethodRow(
    string ClassName,
    int ClassId,
    string Name,
    int Number,
    Sender Sender,
    EquatableArray<string> Replies,
    bool HasContent,
    EquatableArray<Argument> Arguments,
    string Summary)
{
    /// <summary>The name of the struct and of the member of MethodId: <c>BasicGetOk</c>.</summary>
    public string TypeName => WireName.ToPascalCase(ClassName) + WireName.ToPascalCase(Name);

    /// <summary>The name in the specification: <c>basic.get-ok</c>.</summary>
    public string FullName => ClassName + "." + Name;
}
