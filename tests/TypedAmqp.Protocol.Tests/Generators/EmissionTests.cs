using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Protocol.Tests.Generators;

public sealed class EmissionTests
{
    // Ten bits, so that they need two octets; a reserved argument of every kind; names that a struct has already.
    private const string Table = """
        class basic 60 | Content.
        method get 7 | both | get-ok | content | short reserved-1, bit a, bit b, bit c, bit d, bit e, bit f, bit g, bit h, bit i, bit reserved-2, longstr reserved-3, reply-code reply-code, table read | Tries <this> & that.
        method get-ok 8 | server | - | - | shortstr reserved-1 | Done.
        argument a | A.
        argument b | B.
        argument c | C.
        argument d | D.
        argument e | E.
        argument f | F.
        argument g | G.
        argument h | H.
        argument i | I.
        argument reply-code | Why.
        argument read | Read.
        """;

    [Fact]
    public void AStructReadsAsIfAPersonHadWrittenIt()
    {
        string source = GeneratorRun.Run(Table).Sources()["BasicGet.g.cs"];
        Assert.Contains("/// basic.get (60, 7): Tries &lt;this&gt; &amp; that.", source, StringComparison.Ordinal);
        Assert.Contains("/// Sent by either peer. Answered by basic.get-ok. A content header and body follow.", source, StringComparison.Ordinal);
        Assert.Equal(
            """
                public int Size => 10 + ReadArgument.Size;

                /// <inheritdoc/>
                public static BasicGet Read(global::System.ReadOnlySpan<byte> octets)
                {
                    ArgumentReader reader = new(octets, global::TypedAmqp.Protocol.MethodId.BasicGet);
                    reader.ReadShort(); // reserved-1
                    byte bits1 = reader.ReadOctet();
                    byte bits2 = reader.ReadOctet();
                    reader.ReadLongString(); // reserved-3
                    global::TypedAmqp.Protocol.ReplyCode @replyCode = (global::TypedAmqp.Protocol.ReplyCode)reader.ReadShort();
                    FieldTableView @readArgument = reader.ReadTable();
                    reader.End();
                    return new BasicGet
                    {
                        A = (bits1 & 1) != 0,
                        B = (bits1 & 2) != 0,
                        C = (bits1 & 4) != 0,
                        D = (bits1 & 8) != 0,
                        E = (bits1 & 16) != 0,
                        F = (bits1 & 32) != 0,
                        G = (bits1 & 64) != 0,
                        H = (bits1 & 128) != 0,
                        I = (bits2 & 1) != 0,
                        ReplyCode = @replyCode,
                        ReadArgument = @readArgument,
                    };
                }

                /// <inheritdoc/>
                public void Write(ref ArgumentWriter writer)
                {
                    writer.WriteShort(default);
                    writer.WriteOctet((byte)((A ? 1 : 0) | (B ? 2 : 0) | (C ? 4 : 0) | (D ? 8 : 0) | (E ? 16 : 0) | (F ? 32 : 0) | (G ? 64 : 0) | (H ? 128 : 0)));
                    writer.WriteOctet((byte)((I ? 1 : 0)));
                    writer.WriteLongString(default);
                    writer.WriteShort((ushort)ReplyCode);
                    writer.WriteTable(ReadArgument);
                }
            }

            """,
            source[source.IndexOf("    public int Size", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void WhatIsWrittenCompiles()
    {
        IReadOnlyDictionary<string, string> sources = GeneratorRun.Run(Table).Sources();

        // The structs take the place of those of the wire that bear the same names; MethodId stands on its own.
        AssertCompiles([.. sources.Where(static source => source.Key != "MethodId.g.cs").Select(static source => source.Value)]);
        AssertCompiles([sources["MethodId.g.cs"]]);
    }

    [Fact]
    public void TheRealTableIsWrittenWhole()
    {
        GeneratorDriverRunResult result = GeneratorRun.Run(GeneratorRun.RealTable);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            Enum.GetNames<MethodId>().Select(static name => name + ".g.cs").Append("MethodId.g.cs").Order(),
            result.Sources().Keys.Order());
    }

    [Fact]
    public void AnEditElsewhereWritesNothingAgain()
    {
        GeneratorDriver driver = GeneratorRun.Driver(new InMemoryText("/wire/Methods.amqp", GeneratorRun.RealTable))
            .RunGenerators(GeneratorRun.Compilation);
        CSharpCompilation edited = GeneratorRun.Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Another;"));
        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();
        AssertUnchanged(result);
    }

    [Fact]
    public void ACommentInTheTableWritesNothingAgain()
    {
        InMemoryText table = new("/wire/Methods.amqp", GeneratorRun.RealTable);
        InMemoryText edited = new("/wire/Methods.amqp", GeneratorRun.RealTable + "# a comment at the end\n");
        GeneratorDriver driver = GeneratorRun.Driver(table).RunGenerators(GeneratorRun.Compilation).ReplaceAdditionalText(table, edited);
        AssertUnchanged(driver.RunGenerators(GeneratorRun.Compilation).GetRunResult().Results.Single());
    }

    [Fact]
    public void AnotherFileIsNoTable() =>
        Assert.Empty(GeneratorRun.Driver(new InMemoryText("/wire/Other.amqp", "nonsense"))
            .RunGenerators(GeneratorRun.Compilation)
            .GetRunResult().GeneratedTrees);

    private static void AssertUnchanged(GeneratorRunResult result)
    {
        IncrementalGeneratorRunStep step = Assert.Single(result.TrackedSteps["MethodTable"]);
        Assert.All(
            step.Outputs, static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(
            result.TrackedOutputSteps.SelectMany(static outputs => outputs.Value).SelectMany(static run => run.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static void AssertCompiles(string[] sources)
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Written",
            [.. sources.Select(static source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp13)))],
            [
                MetadataReference.CreateFromFile(typeof(object).Assembly.Location),
                MetadataReference.CreateFromFile(Path.Combine(runtime, "System.Runtime.dll")),
                MetadataReference.CreateFromFile(typeof(ArgumentReader).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }
}
