using System.Text.Json;
using System.Text.Json.Serialization;
using Tutorials;
using TypedAmqp;

[assembly: Topology("tutorials", Json = typeof(TutorialsJson))]
[assembly: ClosedTopology]

// The names, and what is durable, are those of the tutorials: the programs there, in any language, meet these.
namespace Tutorials;

// 1. Hello world: a queue, and strings in it.
[Queue("hello", Durable = false)]
[Sends<string>]
public partial class Hello;

// 2. Work queues: a durable queue that workers share.
[Queue("task_queue")]
[Sends<string>]
public partial class TaskQueue;

// 3. Publish/subscribe: everybody gets everything, in a queue of their own.
[Exchange("logs", ExchangeType.Fanout, Durable = false)]
[Publishes<string>]
public partial class Logs;

[Queue(Exclusive = true)]
[Binding<Logs>]
public partial class AllLogs;

// 4. Routing: one key for each severity, hence one contract for each. A message from another program is recognised by its key.
[Exchange("direct_logs", ExchangeType.Direct, Durable = false)]
[Publishes<Info>("info")]
[Publishes<Warning>("warning")]
[Publishes<Error>("error")]
public partial class DirectLogs;

[Queue(Exclusive = true)]
[Binding<DirectLogs>("info", "warning", "error")]
public partial class ScreenLogs;

[Queue(Exclusive = true)]
[Binding<DirectLogs>("error")]
public partial class DiskLogs;

[Message("info", Format = MessageFormat.Text)]
public sealed record Info(string Text);

[Message("warning", Format = MessageFormat.Text)]
public sealed record Warning(string Text);

[Message("error", Format = MessageFormat.Text)]
public sealed record Error(string Text);

// 5. Topics: keys of two words, and patterns that are chosen while the program runs.
[Exchange("topic_logs", ExchangeType.Topic, Durable = false)]
[Publishes<SystemLog>("{Facility}.{Severity}")]
public partial class TopicLogs;

[Queue(Exclusive = true)]
[Binding<TopicLogs>(AtRunTime = true)]
public partial class MyTopicLogs;

[Message("system.log")]
public sealed record SystemLog(Facility Facility, Severity Severity, string Text);

public enum Facility
{
    Kern,
    Cron,
    Auth,
}

public enum Severity
{
    Info,
    Warning,
    Critical,
}

// 6. RPC: numbers as text, as the tutorial has it.
[RpcService("rpc_queue", Durable = false, Timeout = 30 * Duration.Second, Format = MessageFormat.Text)]
public interface IFibonacci
{
    Task<long> FibAsync(int number, CancellationToken cancellationToken = default);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SystemLog))]
internal sealed partial class TutorialsJson : JsonSerializerContext;
