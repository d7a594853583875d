using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What a binding of a headers exchange asks of a message's headers.</summary>
internal sealed class HeadersPattern
{
    private const string MatchArgument = "x-match";

    // The pairs that are asked for, as they lie on the wire.
    private readonly byte[] _pairs;
    private readonly bool _any;

    public HeadersPattern(Binding binding)
    {
        Destination = binding.Destination;
        string match = binding.Arguments.TryGetValue(MatchArgument, out object? given) && given is string text ? text : "all";
        _any = match.StartsWith("any", StringComparison.Ordinal);
        bool withX = match.EndsWith("-with-x", StringComparison.Ordinal);
        FieldTable asked = [];
        foreach ((string name, object? value) in binding.Arguments)
        {
            if (name != MatchArgument && (withX || !name.StartsWith("x-", StringComparison.Ordinal)))
            {
                asked.Add(name, value);
            }
        }

        _pairs = asked.Encode();
    }

    /// <summary>A <see cref="Queue"/> or an <see cref="Exchange"/>.</summary>
    public object Destination { get; }

    /// <summary>Looks whether the arguments of a binding can be understood.</summary>
    /// <exception cref="AmqpChannelException">406: <c>x-match</c> is none of those that there are.</exception>
    public static void Validate(FieldTable arguments, MethodId method)
    {
        if (!arguments.TryGetValue(MatchArgument, out object? match) || match is "all" or "any" or "all-with-x" or "any-with-x")
        {
            return;
        }

        string problem = match is string
            ? $"Invalid x-match field value <<\"{match}\">>; expected all, any, all-with-x, or any-with-x"
            : $"Invalid x-match field type {FieldText.TypeOf(match)} (value {FieldText.Of(match)}); expected longstr";
        throw Refusal.Channel(ReplyCode.PreconditionFailed, problem, method);
    }

    /// <summary>Whether a message with these headers matches: all pairs, or any of them. A pair without a value asks for the name alone.</summary>
    public bool Matches(FieldTableView headers)
    {
        foreach (FieldView asked in new FieldTableView(_pairs))
        {
            bool matches = headers.TryGet(asked.Name.Octets, out FieldValueView value)
                && (asked.Value.Type == FieldType.Void || HeaderValue.AreEqual(asked.Value, value));
            if (matches == _any)
            {
                return _any;
            }
        }

        return !_any;
    }
}
