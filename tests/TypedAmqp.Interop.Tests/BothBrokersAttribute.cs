using System.Reflection;
using Xunit.Sdk;

namespace TypedAmqp.Interop.Tests;

/// <summary>A scenario that runs against either broker with the same result.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothBrokersAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enum.GetValues<BrokerKind>().Select(kind => new object[] { kind });
}
