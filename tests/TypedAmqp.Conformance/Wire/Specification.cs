using System.Globalization;

namespace TypedAmqp.Conformance.Wire;

/// <summary>The methods of AMQP 0-9-1 with RabbitMQ's extensions, and the properties of class basic.</summary>
public static class Specification
{
    private static readonly List<MethodSpec> Methods = Read();

    private static readonly Dictionary<string, MethodSpec> ByName = Methods.ToDictionary(static method => method.Name);

    private static readonly Dictionary<(ushort, ushort), MethodSpec> ById = Methods.ToDictionary(static method => (method.ClassId, method.MethodId));

    /// <summary>The properties in the order of their flags, from the highest bit.</summary>
    public static IReadOnlyList<ArgumentSpec> Properties { get; } =
    [
        new("shortstr", "content-type"), new("shortstr", "content-encoding"), new("table", "headers"), new("octet", "delivery-mode"),
        new("octet", "priority"), new("shortstr", "correlation-id"), new("shortstr", "reply-to"), new("shortstr", "expiration"),
        new("shortstr", "message-id"), new("timestamp", "timestamp"), new("shortstr", "type"), new("shortstr", "user-id"), new("shortstr", "app-id"),
        new("shortstr", "cluster-id"),
    ];

    /// <summary>The method of a name such as <c>queue.declare</c>; null when there is none.</summary>
    public static MethodSpec? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The method of these numbers; null when there is none.</summary>
    public static MethodSpec? Find(ushort classId, ushort methodId) => ById.GetValueOrDefault((classId, methodId));

    private static List<MethodSpec> Read()
    {
        using Stream stream = typeof(Specification).Assembly.GetManifestResourceStream("Methods.amqp")!;
        using StreamReader reader = new(stream);
        List<MethodSpec> methods = [];
        (string Name, ushort Id) @class = ("", 0);
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            string[] words = Split(cells[0], ' ');
            switch (words.FirstOrDefault())
            {
                case "class":
                    @class = (words[1], Id(words[2]));
                    break;
                case "method":
                    string[] answers = [.. Split(cells[2], ' ').Where(static answer => answer != "-").Select(answer => $"{@class.Name}.{answer}")];
                    IEnumerable<string[]> pairs = Split(cells[4], ',').Select(static argument => Split(argument, ' '));
                    ArgumentSpec[] arguments = [.. pairs.Select(static pair => new ArgumentSpec(pair[0], pair[1]))];
                    methods.Add(new MethodSpec(@class.Name, words[1], @class.Id, Id(words[2]), answers, cells[3] == "content", arguments));
                    break;
            }
        }

        return methods;
    }

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ushort Id(string number) => ushort.Parse(number, CultureInfo.InvariantCulture);
}
