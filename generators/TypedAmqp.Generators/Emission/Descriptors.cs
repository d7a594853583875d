using System.Globalization;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The expressions that make descriptors.</summary>
internal static class Descriptors
{
    /// <summary>A longer initializer has a line for each property.</summary>
    private const int LongestLine = 110;

    /// <param name="exchange">The exchange.</param>
    /// <param name="isNamed">Whether the class that declares it can be named from where the expression stands.</param>
    public static string Exchange(ExchangeModel exchange, bool isNamed = true) => With(
        $"({Literals.Quoted(exchange.Name)}, {Literals.Quoted(exchange.WireType)})",
        exchange.Durable ? null : "Durable = false",
        exchange.AutoDelete ? "AutoDelete = true" : null,
        exchange.Internal ? "Internal = true" : null,
        exchange.External ? "External = true" : null,
        Arguments(exchange.Arguments),
        isNamed ? Declaration(exchange.Type) : null);

    /// <param name="queue">The queue.</param>
    /// <param name="bindings">Its bindings, for one that the broker names: they follow each declaration.</param>
    public static string Queue(QueueModel queue, IEnumerable<string> bindings)
    {
        string[] own = [.. bindings];
        return With(
            $"({Literals.Quoted(queue.Name)})",
            queue.Kind == QueueKind.Classic ? null : $"Type = {SourceFile.Runtime}QueueType.{queue.Kind}",
            queue.Durable ? null : "Durable = false",
            queue.Exclusive ? "Exclusive = true" : null,
            queue.AutoDelete ? "AutoDelete = true" : null,
            queue.External ? "External = true" : null,
            queue.Purpose == QueuePurpose.Consumed ? null : $"Purpose = {SourceFile.Runtime}QueuePurpose.{queue.Purpose}",
            Arguments(queue.Arguments),
            Retry(queue),
            own.Length == 0 ? null : $"Bindings = [{string.Join(", ", own)}]",
            Declaration(queue.Type));
    }

    /// <summary>The descriptors of one attribute's bindings, those chosen while running left out.</summary>
    public static IEnumerable<string> Bindings(BindingModel binding, string source, string destination, bool toExchange)
    {
        foreach (string key in binding.Keys)
        {
            string toExchangeArgument = toExchange ? ", ToExchange: true" : "";
            yield return "new" + With(
                $"({Literals.Quoted(source)}, {Literals.Quoted(destination)}, {Literals.Quoted(key)}{toExchangeArgument})",
                Arguments(binding.Arguments));
        }
    }

    // Its attribute knows the line, so that what is emitted stays the same when a declaration moves.
    private static string Declaration(TypeModel type) => $"Declaration = typeof({type.FullName})";

    private static string? Retry(QueueModel queue)
    {
        if (queue is not { Name.Length: > 0, Retry: RetryModel retry })
        {
            return null;
        }

        string delays = string.Join(", ", retry.Delays.Select(Literals.Time));
        return $"Retry = new({Literals.Quoted(RetryModel.ExchangeOf(queue.Name))}, [{delays}])";
    }

    private static string With(string constructor, params string?[] properties)
    {
        string[] set = [.. properties.OfType<string>()];
        string oneLine = set.Length == 0 ? constructor : $"{constructor} {{ {string.Join(", ", set)} }}";
        return oneLine.Length <= LongestLine ? oneLine : $"{constructor}\n{{\n{string.Concat(set.Select(static property => $"    {property},\n"))}}}";
    }

    private static string? Arguments(EquatableArray<ArgumentModel> arguments)
    {
        IEnumerable<string> values = arguments.Select(static argument => $"new({Literals.Quoted(argument.Name)}, {Value(argument)})");
        return arguments.Count == 0 ? null : $"Arguments = [{string.Join(", ", values)}]";
    }

    private static string Value(ArgumentModel argument) => argument.Kind switch
    {
        ArgumentKind.String => Literals.Quoted(argument.Value),
        ArgumentKind.Boolean => argument.Value,
        ArgumentKind.Integer => argument.Value == long.MinValue.ToString(CultureInfo.InvariantCulture) ? "long.MinValue" : argument.Value + "L",
        _ => Number(argument.Value),
    };

    private static string Number(string value) => value switch
    {
        "NaN" => "double.NaN",
        "Infinity" => "double.PositiveInfinity",
        "-Infinity" => "double.NegativeInfinity",
        _ => value + "D",
    };
}
