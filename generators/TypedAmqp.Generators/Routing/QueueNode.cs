using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>A queue in the graph, with all its declarations and what has arrived in it.</summary>
internal sealed class QueueNode(QueueModel first)
{
    private readonly List<Parcel> _arrived = [];
    private readonly HashSet<(string Message, KeyTemplate Key)> _seen = [];
    private readonly List<QueueModel> _declarations = [];

    public QueueModel First => first;

    public IReadOnlyList<QueueModel> Declarations => _declarations;

    public void Add(QueueModel declaration)
    {
        if (_declarations.All(known => known.Type.FullName != declaration.Type.FullName))
        {
            _declarations.Add(declaration);
        }
    }

    /// <summary>Takes a contract in. Every way it comes is kept, but only the first under a key goes on from here.</summary>
    public bool Receive(Parcel parcel)
    {
        _arrived.Add(parcel);
        return _seen.Add((parcel.Message.TypeName, parcel.Key));
    }

    public EquatableArray<ArrivalModel> Arrivals() => _arrived
        .GroupBy(static parcel => parcel.Message.TypeName, StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(static group => new ArrivalModel(
            group.First().Message,
            group.Select(static parcel => parcel.Key).Distinct().OrderBy(static key => key.Text, StringComparer.Ordinal).ToEquatableArray(),
            group.Select(static parcel => parcel.Path).Distinct().OrderBy(static path => path, StringComparer.Ordinal).ToEquatableArray()))
        .ToEquatableArray();
}
