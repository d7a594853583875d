using System.Text.Json;
using System.Text.Json.Serialization;
using TypedAmqp;
using TypedAmqp.Tests.Typed;

[assembly: Topology("tests", Json = typeof(TestsJson))]
[assembly: Topology("audit", VirtualHost = "audit", Json = typeof(AuditJson))]

namespace TypedAmqp.Tests.Typed;

public enum Kind
{
    Plain,
    [Word("odd-one")]
    Odd,
}

[Message("task")]
public sealed record WorkItem(Kind Kind, string Name, int Number);

[Message("note", Version = 3)]
public sealed record Note(string Text);

[Message("octets", Format = MessageFormat.Raw)]
public sealed record Octets(ReadOnlyMemory<byte> Body);

[Message("sum", Format = MessageFormat.Json)]
public sealed record Unserializable(string Text)
{
    public string Broken => throw new InvalidOperationException("This property cannot be read.");
}

/// <summary>Two contracts whose keys differ, and one key that both can have.</summary>
[Exchange("work", ExchangeType.Topic)]
[Publishes<WorkItem>("work.{Kind}.{Name}.{Number}")]
[Publishes<Note>("note.written")]
[Publishes<Unserializable>("note.broken")]
public partial class WorkExchange;

[Queue("work")]
[Binding<WorkExchange>("work.#", "note.written", "unknown.#")]
public partial class WorkQueue;

[Queue("work-with-limit", QueueType.Quorum, DeliveryLimit = 3)]
[Sends<Note>]
public partial class LimitedQueue;

/// <summary>Nobody waits for what is written here.</summary>
[Queue("notes")]
[Sends<Note>(Confirm = false)]
[Sends<WorkItem>]
public partial class Notes;

/// <summary>Keeps what was read.</summary>
[Queue("history", QueueType.Stream)]
[Sends<Note>]
public partial class History;

/// <summary>Takes three contracts and ignores one.</summary>
[Queue("picky")]
[Ignore<Octets>]
[Sends<Octets>]
[Sends<Note>]
[Sends<WorkItem>]
public partial class PickyQueue;

[Queue("texts")]
[Sends<string>]
public partial class Texts;

[Queue("blobs")]
[Sends<Octets>]
public partial class Blobs;

/// <summary>What is published here is gone.</summary>
[Exchange("discarded", ExchangeType.Fanout)]
[Publishes<Octets>(Mandatory = false)]
public partial class Discarded;

[Exchange("again", ExchangeType.Topic)]
[Publishes<Note>("note.again")]
[Publishes<WorkItem>("work.{Kind}.{Name}")]
public partial class Again;

/// <summary>Tried again, and parked after the last attempt.</summary>
[Queue("retried")]
[Binding<Again>("note.*")]
[Retry(20 * Duration.Millisecond, 40 * Duration.Millisecond, Attempts = 4)]
public partial class RetriedQueue;

/// <summary>Tried again, and dead-lettered under its own key after the last attempt.</summary>
[Queue("retried-quorum", QueueType.Quorum)]
[Binding<Again>("work.#")]
[Retry(10 * Duration.Millisecond)]
[DeadLetter<Dead>]
public partial class RetriedQuorumQueue;

[Exchange("dead", ExchangeType.Topic)]
public partial class Dead;

[Queue("dead", Purpose = QueuePurpose.Inspected)]
[Binding<Dead>("work.odd-one.#")]
public partial class DeadQueue;

/// <summary>What travels as headers too, and how it is published.</summary>
[Message("page", Priority = 3, Expiration = Duration.Hour)]
public sealed record Page(
    [property: Header("format")] string Format,
    [property: Header("pages")] int Pages,
    [property: Header("kind")] Kind? Kind,
    [Header("id")] Guid Id,
    [Header("draft")] bool Draft)
{
    [Header("weight")]
    public double? Weight { get; init; }

    [Header("printed")]
    public DateTimeOffset? Printed { get; init; }
}

[Exchange("pages", ExchangeType.Headers)]
[Publishes<Page>]
[Publishes<Page>("page.{Pages}", Priority = 9, Expiration = Duration.Minute)]
public partial class Pages;

[Queue("pdf")]
[HeadersBinding<Pages>("format", "pdf", "pages", 1)]
public partial class PdfQueue;

[Queue("odd-or-draft")]
[HeadersBinding<Pages>("kind", "odd-one", "draft", true, Matching = HeadersMatch.Any)]
public partial class OddQueue;

/// <summary>A family: what derives from it is published as what it is.</summary>
public abstract record Event(Kind Kind);

[Message("event.started")]
public sealed record Started(Kind Kind, string Who) : Event(Kind);

[Message("event.ended")]
public record Ended(Kind Kind, string Why) : Event(Kind);

[Message("event.ended", Version = 2)]
public sealed record EndedLate(Kind Kind, string Why, int Minutes) : Ended(Kind, Why);

/// <summary>No contract.</summary>
public sealed record Unheard(Kind Kind) : Event(Kind);

[Exchange("events", ExchangeType.Topic)]
[Publishes<Event>("event.{Kind}")]
[Publishes<EndedLate>("late.{Minutes}")]
public partial class Events;

[Queue("events")]
[Binding<Events>("event.*", "late.*")]
public partial class EventQueue;

/// <summary>In a virtual host of its own, where a name means something else.</summary>
[Message("entry")]
public sealed record Entry(string Text);

[Exchange("work", ExchangeType.Fanout, Topology = "audit")]
[Publishes<Entry>]
public partial class AuditExchange;

[Queue("work", Topology = "audit")]
[Binding<AuditExchange>]
public partial class AuditQueue;

[RpcService("auditor", Topology = "audit", Timeout = 10 * Duration.Second)]
public interface IAuditor
{
    Task<Entry> CheckAsync(Entry entry);
}

public sealed record Question(string Text);

public sealed record Answer(string Text);

[RpcService("oracle", Timeout = 10 * Duration.Second)]
public interface IOracle
{
    Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default);

    [RpcMethod("insist", Repeatable = true)]
    Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default);

    [RpcMethod("ponder", Timeout = 200)]
    ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default);

    Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default);

    Task ForgetAsync();
}

public sealed record OutOfStock(string Sku, int Left);

[Message("fault.closed")]
public sealed record Closed(string Until);

/// <summary>Everything that a service can have.</summary>
[RpcService("warehouse", Timeout = 5 * Duration.Minute)]
[Throws<Closed>]
public interface IWarehouse
{
    [Throws<OutOfStock>]
    Task<Answer> OrderAsync(Question sku, CancellationToken cancellationToken = default);

    [OneWay]
    Task NoteAsync(Question note, CancellationToken cancellationToken = default);

    [OneWay]
    [RpcMethod("remind", Timeout = Duration.Minute)]
    ValueTask RemindAsync();

    [Throws<OutOfStock>("empty")]
    IAsyncEnumerable<Answer> ListAsync(Question filter, CancellationToken cancellationToken = default);

    [RpcMethod("slow", Timeout = 300)]
    IAsyncEnumerable<Answer> SlowlyAsync(CancellationToken cancellationToken = default);
}

/// <summary>As the sixth tutorial has it: one method, numbers as text, no types.</summary>
[RpcService("rpc_queue", Timeout = 10 * Duration.Second, Format = MessageFormat.Text)]
public interface IFibonacci
{
    Task<long> FibAsync(int number, CancellationToken cancellationToken = default);
}

[RpcService("nowhere", Timeout = 10 * Duration.Second, External = true)]
public interface INowhere
{
    Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkItem))]
[JsonSerializable(typeof(Step))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Unserializable))]
[JsonSerializable(typeof(Page))]
[JsonSerializable(typeof(Started))]
[JsonSerializable(typeof(Ended))]
[JsonSerializable(typeof(EndedLate))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(OutOfStock))]
[JsonSerializable(typeof(Closed))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class TestsJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Entry))]
internal sealed partial class AuditJson : JsonSerializerContext;
