namespace TypedAmqp.Conformance.Scripts;

/// <summary>The scenarios of the repository, one file a topic, with what RabbitMQ answered beside them.</summary>
public static class Library
{
    private const string Recording = ".rabbitmq-3.10.txt";
    private const string DeviationsFile = "deviations.txt";

    /// <summary>The folder of the scenarios in the repository.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Every topic.</summary>
    public static IReadOnlyList<string> Topics { get; } =
    [
        .. Directory.GetFiles(Folder, "*.txt").Select(static path => Path.GetFileName(path))
            .Where(static file => !file.EndsWith(Recording, StringComparison.Ordinal) && file != DeviationsFile)
            .Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The scenarios of a topic, in their order.</summary>
    public static IReadOnlyList<Scenario> Scenarios(string topic) =>
        [.. Sections.Read(Path.Combine(Folder, topic + ".txt")).Select(section => Scenario.Parse(topic, section.Name, section.Lines))];

    /// <summary>What the scenarios of a topic are about: the first sentence of their file.</summary>
    public static string Subject(string topic) =>
        File.ReadLines(Path.Combine(Folder, topic + ".txt")).First().TrimStart('#', ' ').Split(". ")[0].TrimEnd('.');

    /// <summary>
    /// What RabbitMQ answered: transcripts by the names of the scenarios, more than one where there is a <see cref="Scenario.Race"/>.
    /// </summary>
    public static ILookup<string, Transcript> Recorded(string topic) =>
        Sections.Read(RecordingOf(topic)).ToLookup(static section => section.Name, static section => new Transcript(section.Lines));

    /// <summary>What our broker is to answer: as RabbitMQ did (one of these), or as the deviation has it; empty where nothing was recorded.</summary>
    public static IReadOnlyList<Transcript> Expected(Scenario scenario) =>
        Deviations().TryGetValue(scenario.ToString(), out List<string>? deviation)
            ? [new Transcript(deviation[1..])]
            : [.. Recorded(scenario.Topic)[scenario.Name]];

    /// <summary>Keeps what RabbitMQ answered.</summary>
    public static void Record(string topic, IEnumerable<(string Name, Transcript Transcript)> transcripts) =>
        Sections.Write(RecordingOf(topic), transcripts.Select(static kept => (kept.Name, kept.Transcript.Lines)));

    /// <summary>
    /// Where our broker differs and is meant to: by <c>topic: scenario</c>, the reason on the first line, then the whole transcript of ours.
    /// </summary>
    public static Dictionary<string, List<string>> Deviations() =>
        Sections.Read(Path.Combine(Folder, DeviationsFile)).ToDictionary(static section => section.Name, static section => section.Lines);

    private static string RecordingOf(string topic) => Path.Combine(Folder, topic + Recording);

    private static string FindFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "TypedAmqp.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(
            folder ?? throw new DirectoryNotFoundException("This does not run within the repository."),
            "tests",
            "TypedAmqp.Conformance",
            "Scenarios");
    }
}
