using Microsoft.CodeAnalysis;

namespace TypedAmqp.Protocol.Tests.Generators;

/// <summary>What is wrong with a table is said at its line, and nothing of it is an exception.</summary>
public sealed class MethodTableTests
{
    private const string Class = "class basic 60 | Content.\n";
    private const string Tag = "argument delivery-tag | A number.\n";
    private const string Ack = "method ack 80 | both | - | - | longlong delivery-tag | Acknowledges.\n";

    [Theory]
    [InlineData("queue declare 10", "'queue' is none of class, method, argument")]
    [InlineData("class queue", "a class line is 'class name id | what it is about'")]
    [InlineData("class Queue 50 | Queues.", "'Queue' is no name of the specification")]
    [InlineData("class queue fifty | Queues.", "'fifty' is no id between 1 and 65535")]
    [InlineData("class queue 65536 | Queues.", "'65536' is no id between 1 and 65535")]
    [InlineData("class queue 0 | Queues.", "'0' is no id between 1 and 65535")]
    [InlineData("class basic 61 | Again.", "class 'basic' or id 61 is there twice")]
    [InlineData("class other 60 | Again.", "class 'other' or id 60 is there twice")]
    [InlineData(
        "method nack 120 | both | - | Rejects.", "a method line is 'method name id | sent by | answered by | content | arguments | what it does'")]
    [InlineData("method nack-- 120 | both | - | - | | Rejects.", "'nack--' is no name of the specification")]
    [InlineData("method nack 120 | broker | - | - | | Rejects.", "'broker' is none of client, server, both")]
    [InlineData("method nack 120 | both | - | yes | | Rejects.", "'yes' is neither content nor -")]
    [InlineData("method nack 120 | both | | - | | Rejects.", "a column is empty")]
    [InlineData("method nack 120 | both | - | - | |", "method 'nack' does not say what it does")]
    [InlineData("method nack 120 | both | - | - | longlong | Rejects.", "'longlong' is not 'type name'")]
    [InlineData("method nack 120 | both | - | - | int delivery-tag | Rejects.", "'int' is no type of the specification")]
    [InlineData("method nack 120 | both | - | - | bit requeue | Rejects.", "no argument line says what 'requeue' means")]
    [InlineData("method nack 120 | both | - | - | bit Requeue | Rejects.", "'Requeue' is no name of the specification")]
    [InlineData("method nack 120 | both | - | - | bit delivery-tag, bit delivery-tag | Rejects.", "an argument is there twice")]
    [InlineData("method ack 81 | both | - | - | | Again.", "method 'basic.ack' or id 81 is there twice")]
    [InlineData("method nack 80 | both | - | - | | Again.", "method 'basic.nack' or id 80 is there twice")]
    [InlineData("method get 70 | client | get-ok | - | | Asks.", "'basic.get' is answered by 'get-ok', which is no method of its class")]
    [InlineData("argument requeue", "an argument line is 'argument name | what it means'")]
    [InlineData("argument requeue |", "argument 'requeue' does not say what it means")]
    [InlineData("argument delivery-tag | Again.", "argument 'delivery-tag' is described twice")]
    [InlineData("argument requeue | Again.", "no method has an argument 'requeue'")]
    public void AMalformedLineIsSaidWhereItIs(string line, string reason)
    {
        GeneratorDriverRunResult result = GeneratorRun.Run(Tag + Class + Ack + line + "\n");
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("TAMQPW01", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal($"Line 4 of the method table: {reason}", diagnostic.GetMessage());
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal(
            ("/wire/Methods.amqp", 3, 0, line.Length),
            (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Character));

        // What can be read is written all the same, so that this is the only error that is seen.
        Assert.Contains("BasicAck.g.cs", result.Sources());
    }

    [Fact]
    public void AMethodBelowNoClassIsSaid()
    {
        Diagnostic diagnostic = Assert.Single(GeneratorRun.Run(Tag + Ack).Diagnostics);
        Assert.Equal("Line 2 of the method table: method 'ack' stands below no class", diagnostic.GetMessage());
    }

    [Fact]
    public void AllMistakesAreSaidInTheirOrder()
    {
        GeneratorDriverRunResult result = GeneratorRun.Run("nonsense\n\n# a comment\nclass basic\nargument a\n");
        Assert.Equal([1, 4, 5], result.Diagnostics.Select(static diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n# only a comment\r\n")]
    public void AnEmptyTableHasNoMethods(string table)
    {
        GeneratorDriverRunResult result = GeneratorRun.Run(table);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["MethodId.g.cs"], result.Sources().Keys);
    }

    [Fact]
    public void LinesMayEndAsOnWindows() =>
        Assert.Empty(GeneratorRun.Run((Tag + Class + Ack).Replace("\n", "\r\n", StringComparison.Ordinal)).Diagnostics);
}
