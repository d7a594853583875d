using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>An exchange in the graph, with all its declarations.</summary>
internal sealed class ExchangeNode(ExchangeModel first)
{
    private readonly HashSet<(string Message, KeyTemplate Key)> _seen = [];
    private readonly List<ExchangeModel> _declarations = [];

    public ExchangeModel First => first;

    public IReadOnlyList<ExchangeModel> Declarations => _declarations;

    /// <summary>The templates of everything that has come here.</summary>
    public IReadOnlyCollection<KeyTemplate> Entered => [.. _seen.Select(static entry => entry.Key)];

    public List<Edge> Edges { get; } = [];

    public void Add(ExchangeModel declaration)
    {
        if (_declarations.All(known => known.Type.FullName != declaration.Type.FullName))
        {
            _declarations.Add(declaration);
        }
    }

    /// <summary>Whether this contract comes here under this key for the first time.</summary>
    public bool Enter(Parcel parcel) => _seen.Add((parcel.Message.TypeName, parcel.Key));
}
