using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>Models of what a program declares.</summary>
internal sealed class Declared(Compilation compilation)
{
    public Declared(string source, params MetadataReference[] references)
        : this(TestCompilation.Create(source, references))
    {
    }

    public ExchangeModel Exchange(string type) => ExchangeParser.Parse(Symbol(type))!;

    public QueueModel Queue(string type) => QueueParser.Parse(Symbol(type))!;

    public RpcServiceModel Service(string type) => RpcServiceParser.Parse(Symbol(type))!;

    public TopologyModel Topology => TopologyParser.Parse(compilation.Assembly);

    public IEnumerable<QueueModel> Queues =>
        DeclaredTypes.In(compilation.Assembly.GlobalNamespace, default).Select(type => QueueParser.Parse(type)).OfType<QueueModel>();

    public IEnumerable<ExchangeModel> Exchanges =>
        DeclaredTypes.In(compilation.Assembly.GlobalNamespace, default).Select(type => ExchangeParser.Parse(type)).OfType<ExchangeModel>();

    private INamedTypeSymbol Symbol(string type) => compilation.GetTypeByMetadataName(type)!;
}
