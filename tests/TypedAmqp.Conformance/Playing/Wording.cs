using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// Puts into words what a broker sent. What is new in every run (names that a broker makes up, times) gets a name of its own, <c>$queue1</c>, by
/// which scenarios speak of it.
/// </summary>
/// <param name="virtualHost">Where the scenario is played; it is called <c>/</c>.</param>
public sealed partial class Wording(string virtualHost)
{
    private const int LongText = 64;

    private readonly Dictionary<string, string> _names = [];

    /// <summary>A line of a scenario with the names as the broker made them up.</summary>
    public string Resolve(string line) => Reference().Replace(line, reference =>
        _names.FirstOrDefault(name => name.Value == reference.Value).Key is { } name
            ? $"\"{name}\""
            : throw new FormatException($"There is no {reference.Value} yet: {line}"));

    /// <summary>What came, in one line.</summary>
    public string Describe(string client, Received received)
    {
        StringBuilder line = new($"  {client}");
        line.Append(received.Channel == 0 ? "" : $".{received.Channel}").Append(' ').Append(received.Name);
        foreach (Field argument in received.Arguments)
        {
            Append(line, argument, received);
        }

        return line.ToString();
    }

    private void Append(StringBuilder line, Field argument, Received received)
    {
        switch (argument.Name)
        {
            case var name when name.StartsWith("reserved-", StringComparison.Ordinal):
                break;
            case "class-id":
                ushort classId = (ushort)argument.Value.Number;
                ushort methodId = (ushort)received.Number("method-id");
                line.Append(CultureInfo.InvariantCulture, $" failed={Specification.Find(classId, methodId)?.Name ?? $"{classId}.{methodId}"}");
                break;
            case "method-id":
                break;
            case "mechanisms":
                // RabbitMQ offers them in another order each time it starts.
                string[] mechanisms = Encoding.UTF8.GetString(argument.Value.Octets).Split(' ');
                line.Append(CultureInfo.InvariantCulture, $" mechanisms=\"{string.Join(' ', mechanisms.Order(StringComparer.Ordinal))}\"");
                break;
            case "server-properties":
                // Who they are differs; what they can must not.
                Field capabilities = ((List<Field>)argument.Value.Value!).Single(static field => field.Name == "capabilities");
                List<Field> sorted = [.. ((List<Field>)capabilities.Value.Value!).OrderBy(static field => field.Name, StringComparer.Ordinal)];
                line.Append(" capabilities=").Append(Describe(new FieldValue('F', sorted)));
                break;
            default:
                if (argument.Value is { Type: 't', Value: bool isSet })
                {
                    line.Append(isSet ? $" {argument.Name}" : "");
                    break;
                }

                line.Append(' ')
                    .Append(argument.Name)
                    .Append('=')
                    .Append(argument.Value.Type == 'l' ? argument.Value.Number : Describe(argument.Value));
                break;
        }
    }

    private string Describe(FieldValue value) => value.Type switch
    {
        't' => (bool)value.Value! ? "true" : "false",
        'V' => "null",
        'I' => ((long)value.Value!).ToString(CultureInfo.InvariantCulture),
        'f' or 'd' => string.Create(CultureInfo.InvariantCulture, $"{value.Type}:{value.Value}"),
        'D' => ((byte, long))value.Value! is var (scale, number) ? string.Create(CultureInfo.InvariantCulture, $"D:{scale}:{number}") : "",
        'S' => Describe((byte[])value.Value!),
        'x' => $"x:{Convert.ToHexStringLower((byte[])value.Value!)}",
        'F' =>
            $"{{{string.Join(' ', ((List<Field>)value.Value!).Select(field => $"{Describe(Encoding.UTF8.GetBytes(field.Name))}={DescribeField(field)}"))}}}",
        'A' => $"[{string.Join(' ', ((List<FieldValue>)value.Value!).Select(Describe))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.Type}:{value.Value}"),
    };

    // The time of an x-death.
    private string DescribeField(Field field) => field is { Name: "time", Value.Type: 'T' } ? "T:$now" : Describe(field.Value);

    private string Describe(byte[] octets)
    {
        if (octets.Length > LongText && octets.AsSpan().SequenceEqual(ValueParser.Fill(octets.Length)))
        {
            return $"fill:{octets.Length}";
        }

        string text = System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);
        text = MadeUp().Replace(text, NameOf).Replace($"vhost '{virtualHost}'", "vhost '/'", StringComparison.Ordinal);
        if (Bare().IsMatch(text) && text is not ("true" or "false" or "null"))
        {
            return text;
        }

        bool isText = System.Text.Unicode.Utf8.IsValid(octets);
        StringBuilder quoted = new("\"");
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' or '\\' => $"\\{character}",
                '\n' => "\\n",
                '\r' => "\\r",
                _ when char.IsControl(character) || (!isText && character > '~') => $"\\x{(int)character:x2}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private string NameOf(Match made)
    {
        if (!_names.TryGetValue(made.Value, out string? name))
        {
            string kind = made.Value[4] switch { 'g' => "queue", 'c' => "tag", _ => "reply" };
            int number = _names.Values.Count(known => known.StartsWith($"${kind}", StringComparison.Ordinal)) + 1;
            _names.Add(made.Value, name = $"${kind}{number}");
        }

        return name;
    }

    [GeneratedRegex(@"amq\.(gen-[\w-]{22}|ctag-[\w-]{22}|rabbitmq\.reply-to\.[\w.+/=-]+)")]
    private static partial Regex MadeUp();

    [GeneratedRegex(@"\$(queue|tag|reply)\d+")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[A-Za-z_.$#*/-][\w.$#*/@-]*$")]
    private static partial Regex Bare();
}
