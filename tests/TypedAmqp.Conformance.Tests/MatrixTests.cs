namespace TypedAmqp.Conformance.Tests;

/// <summary>What the broker's README says was compared is what is.</summary>
public sealed class MatrixTests
{
    [Fact]
    public void The_README_is_what_the_scenarios_say() => Assert.Equal(Matrix.Write(), File.ReadAllText(Matrix.Path));
}
