namespace TypedAmqp;

/// <summary>An argument of a queue or exchange for which there is no property.</summary>
/// <param name="name">The argument's name, for example <c>x-cancel-on-ha-failover</c>.</param>
/// <param name="value">Its value: a string, a bool, or a number.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ArgumentAttribute(string name, object value) : Attribute
{
    /// <summary>The argument's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value.</summary>
    public object Value { get; } = value;
}
