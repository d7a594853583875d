using System.Reflection;
using Xunit.Sdk;

namespace TypedAmqp.Interop.Tests;

/// <summary>Each program against each broker.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialProgramsAttribute(params string[] programs) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        programs.SelectMany(_ => Enum.GetValues<BrokerKind>(), (program, kind) => new object[] { program, kind });
}
