namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>Where a change stands in the source.</summary>
internal enum ChangePlace
{
    /// <summary>The name of the type.</summary>
    Type,

    /// <summary>The entity's name in its attribute, or a contract's.</summary>
    EntityName,

    /// <summary>The property or enum member of that name.</summary>
    Member,

    /// <summary>The key under which the contract of that name is published.</summary>
    Key,
}
