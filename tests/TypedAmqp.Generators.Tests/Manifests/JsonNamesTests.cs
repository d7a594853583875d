using System.Text.Json;
using TypedAmqp.Generators.Manifests;

namespace TypedAmqp.Generators.Tests.Manifests;

/// <summary>Names in manifests are those that System.Text.Json writes, under each of its policies.</summary>
public sealed class JsonNamesTests
{
    private static readonly string[] Words = ["Order", "URL", "id", "_", "2", "A", "b", "Ä", "ß", "名", "X1"];

    [Fact]
    public void EveryPolicyIsTheFrameworks()
    {
        (string Name, JsonNamingPolicy Policy)[] policies =
        [
            ("CamelCase", JsonNamingPolicy.CamelCase),
            ("SnakeCaseLower", JsonNamingPolicy.SnakeCaseLower),
            ("SnakeCaseUpper", JsonNamingPolicy.SnakeCaseUpper),
            ("KebabCaseLower", JsonNamingPolicy.KebabCaseLower),
            ("KebabCaseUpper", JsonNamingPolicy.KebabCaseUpper),
        ];
        foreach (string name in from first in Words from second in Words from third in Words select first + second + third)
        {
            foreach ((string policy, JsonNamingPolicy framework) in policies)
            {
                Assert.Equal((name, policy, framework.ConvertName(name)), (name, policy, JsonNames.Of(name, policy)));
            }
        }
    }
}
