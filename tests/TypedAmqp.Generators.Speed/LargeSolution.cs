using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Speed;

/// <summary>A program as large as they come: contracts, exchanges that publish them, queues bound to those, a handler for each queue.</summary>
internal static class LargeSolution
{
    public const int Contracts = 1_000;
    public const int Exchanges = 200;
    public const int Queues = 500;

    /// <summary>The file that is edited and declares nothing.</summary>
    public const string Unrelated = "Unrelated.cs";

    /// <summary>The file that is edited and declares an exchange.</summary>
    public const string Related = "Exchange0.cs";

    private const int ContractsAnExchange = Contracts / Exchanges;

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse);

    public static CSharpCompilation Create()
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<MetadataReference> references = platform
            .Where(static path => Path.GetFileName(path) is string file
                && (file.StartsWith("System.", StringComparison.Ordinal)
                    || file is "mscorlib.dll" or "netstandard.dll" or "TypedAmqp.dll" or "TypedAmqp.Protocol.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Large", Trees(), references, new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path, Encoding.UTF8);

    /// <summary>A file with a method in which somebody types.</summary>
    public static string UnrelatedSource(int edit) =>
        Text($"namespace Large; public static class Unrelated {{ public static int Number() => {edit} + 1; }}");

    /// <summary>The exchange's file, with another key at each edit.</summary>
    public static string RelatedSource(int edit) => Exchange(0, "edit" + Text($"{edit}"));

    private static IEnumerable<SyntaxTree> Trees()
    {
        yield return Parse(
            "global using System; global using System.Threading; global using System.Threading.Tasks; global using TypedAmqp;", "Usings.cs");
        yield return Parse(
            "[assembly: Topology(\"large\")] [assembly: ClosedTopology] namespace Large; public enum Region { Eu, Us, Asia }", "Topology.cs");
        yield return Parse(UnrelatedSource(0), Unrelated);
        for (int number = 0; number < Contracts; number++)
        {
            yield return Parse(
                Text($"""
                namespace Large;
                [Message("contract.{number}")] public sealed record Contract{number}(Region Region, Guid Id, string Name, decimal Total, int Count);
                """),
                Text($"Contract{number}.cs"));
        }

        for (int number = 0; number < Exchanges; number++)
        {
            yield return Parse(number == 0 ? RelatedSource(0) : Exchange(number, "k"), Text($"Exchange{number}.cs"));
        }

        for (int number = 0; number < Queues; number++)
        {
            yield return Parse(Queue(number), Text($"Queue{number}.cs"));
        }
    }

    private static string Exchange(int number, string prefix)
    {
        StringBuilder source = new();
        source.AppendLine(CultureInfo.InvariantCulture, $"namespace Large; [Exchange(\"exchange.{number}\", ExchangeType.Topic)]");
        for (int contract = number * ContractsAnExchange; contract < (number + 1) * ContractsAnExchange; contract++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"[Publishes<Contract{contract}>(\"{prefix}.{{Region}}.{{Id}}.c{contract}\")]");
        }

        return source.AppendLine(CultureInfo.InvariantCulture, $"public partial class Exchange{number};").ToString();
    }

    private static string Queue(int number)
    {
        int exchange = number % Exchanges;
        int first = exchange * ContractsAnExchange;
        StringBuilder source = new();
        string deadLetter = number < Exchanges ? "" : Text($" [DeadLetter<Queue{number % Exchanges}>]");
        source.AppendLine(CultureInfo.InvariantCulture, $"""
            namespace Large;
            [Queue("queue.{number}", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]
            [Binding<Exchange{exchange}>("*.eu.*.c{first}", "*.us.#", "*.asia.*.*")]{deadLetter}
            public partial class Queue{number};
            public sealed class Handler{number} : Queue{number}.IConsumer
            """);
        source.AppendLine("{");
        for (int contract = first; contract < first + ContractsAnExchange; contract++)
        {
            source.AppendLine(
                CultureInfo.InvariantCulture,
                $"    public ValueTask HandleAsync(Contract{contract} message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;");
        }

        return source.AppendLine("}").ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
