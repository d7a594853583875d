namespace TypedAmqp.Protocol.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void TheWireNeedsTheFrameworkOnly()
    {
        string[] references = [.. typeof(FrameReader).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).Order()];
        Assert.NotEmpty(references);
        Assert.All(references, static name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void TheWireDoesNoInputOrOutput()
    {
        string[] forbidden = ["System.IO.Pipelines", "System.Net.Sockets", "System.Net.Security", "System.Net.Http"];
        Assert.Empty(typeof(FrameReader).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).Intersect(forbidden));
    }
}
