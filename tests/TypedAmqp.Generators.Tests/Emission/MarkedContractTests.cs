using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>
/// What a contract says of itself is the business of those who use it by hand, and not of emitted code, where nobody can do anything about it.
/// </summary>
public sealed class MarkedContractTests
{
    [Theory]
    [InlineData("[System.Diagnostics.CodeAnalysis.Experimental(\"SHOP001\")]")]
    [InlineData("[Obsolete]")]
    [InlineData("[Obsolete(\"Use something else.\")]")]
    [InlineData("[Obsolete(\"Use something else.\", DiagnosticId = \"SHOP002\")]")]
    public void EmittedCodeIsSilent(string mark)
    {
        Compilation compilation = TestCompilation.Create($$"""
            [assembly: Topology("shop")]
            #pragma warning disable
            {{mark}} public enum Region { Eu, Us }
            {{mark}} [Message("placed")] public sealed record Placed(Region Region);
            {{mark}} public sealed record Question(int Number);
            [Exchange("orders", ExchangeType.Topic)] [Publishes<Placed>("order.{Region}")] public partial class Orders;
            [Queue("billing")] [Binding<Orders>("order.*")] [Sends<Placed>] public partial class Billing;
            [RpcService("asking")] public interface IAsking { Task<Question[]> AskAsync(Question question); }
            """);
        (Compilation generated, _) = TestCompilation.Generate(compilation);
        Assert.Empty(generated.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
