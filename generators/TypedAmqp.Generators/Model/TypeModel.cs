namespace TypedAmqp.Generators.Model;

/// <summary>The class or interface that carries a declaration: what is needed to write its other part, or to refer to it.</summary>
/// <param name="FullName">The name for emitted code, as in <c>global::Shop.Orders</c>. It also identifies the declaration in the model.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its name, without namespace and containing types.</param>
/// <param name="Accessibility">
/// How far it is seen, containing types included: <c>public</c>, <c>internal</c>, or <c>private</c> when no other class can name it.
/// </param>
/// <param name="ContainingTypes">The types around it, the outermost first.</param>
/// <param name="AssemblyName">The assembly that declares it.</param>
/// <param name="IsExtensible">
/// Whether another part of it can be emitted and named: neither generic, static, a record, local to its file nor private, nor inside such a type. A
/// missing <c>partial</c> does not count: with the other part emitted, the compiler's own message (CS0260) stands beside ours and nothing else
/// follows from it.
/// </param>
internal sealed record TypeModel(
    string FullName,
    string Namespace,
    string Name,
    string Accessibility,
    EquatableArray<ContainingTypeModel> ContainingTypes,
    string AssemblyName,
    bool IsExtensible);
