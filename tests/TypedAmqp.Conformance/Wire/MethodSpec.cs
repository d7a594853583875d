namespace TypedAmqp.Conformance.Wire;

/// <summary>A method as the specification has it.</summary>
public sealed record MethodSpec(
    string Class, string Method, ushort ClassId, ushort MethodId, IReadOnlyList<string> Answers, bool HasContent,
    IReadOnlyList<ArgumentSpec> Arguments)
{
    /// <summary>Class and method, such as <c>queue.declare</c>.</summary>
    public string Name { get; } = $"{Class}.{Method}";
}
