using System.Globalization;
using System.Text;
using TypedAmqp.Conformance.Scripts;

namespace TypedAmqp.Conformance;

/// <summary>
/// The broker's README: what it supports, and against which RabbitMQ that was compared. Counts and deviations are those of the scenarios, of which a
/// test plays every one; what no scenario can show stands here.
/// </summary>
public static class Matrix
{
    private const string Head = """
        # TypedAmqp.Broker

        An AMQP 0-9-1 broker with RabbitMQ's extensions. It opens no socket: it is handed transports, or makes one for a client in the same process.

        This page is written by `dotnet run --project tests/TypedAmqp.Conformance -c Release -- matrix` from the conversations that the tests hold with it; a test fails when it is not what they say.

        ## What was compared, and with what

        Each scenario is a conversation, octet for octet, played against a RabbitMQ 3.10.8 and against this broker (`--compat 3.10`, the default). The tests play all of them against both: what came from RabbitMQ is
        kept beside them, and is what comes today. *Races* are scenarios in which RabbitMQ itself answers now one way and now another; each of its answers is right there.

        | scenarios | what they are about | compared with RabbitMQ 3.10.8 | the same | deviations | races |
        |---|---|---|---|---|---|

        """;

    private const string NotCompared = """

        ## What was not compared

        | what | why |
        |---|---|
        | delayed-message exchanges (`x-delayed-message`) | the plugin does not come with Debian's package; built after its documentation |
        | which queue a consistent-hash exchange chooses | the plugin's hash is Erlang's own; weights and refusals are compared |
        | `--compat 4.2` | no RabbitMQ 4 at hand; built after its published documentation, see below |
        | how long a refused login takes | RabbitMQ waits three seconds before it says so, to slow down who guesses; this broker says so at once |
        | limits of memory in octets, and what a data folder keeps | tests of their own: RabbitMQ counts and keeps otherwise |

        ## `--compat 4.2` (not compared)

        | what | 3.10 | 4.2 |
        |---|---|---|
        | greatest message, unless set | 128 MiB | 16 MiB |
        | delivery limit of a quorum queue without one | none | 20; a negative one is none |
        | priorities of a quorum queue | none | two: above 4 is high; two high ones go for each normal one |
        | `x-stream-filter`, `x-stream-match-unfiltered` | mean nothing | leave out messages by their header `x-stream-filter-value` |
        | `x-queue-mode` | taken; where messages are is the store's decision in both | means nothing |
        | policies `ha-*` | refused: there is one node | refused |
        | `x-death` that a client publishes | is history, and goes on | is replaced at the next death: only what the broker wrote counts |
        | last death | not told | `x-last-death-reason`, `-queue`, `-exchange`, beside those of the first |
        | an entry of `x-death` | by name once there are two | as the broker wrote it, `original-expiration` first |
        | `x-acquired-count` | not told | not told; it came with 4.3 |
        | global prefetch (`global_qos`) | taken | taken, and deprecated; with `--deny global_qos` it limits each consumer instead |
        | queues neither durable nor exclusive (`transient_nonexcl_queues`) | taken | taken, and deprecated; with `--deny transient_nonexcl_queues` 541, and the connection ends |

        All of it is *not compared*: it is after the documentation and the release notes of RabbitMQ, and tested here alone.

        ## What is refused

        | what | how |
        |---|---|
        | `basic.publish` with `immediate`, `basic.qos` with a size, `channel.flow` that stops, `basic.recover` without requeue | 540, as RabbitMQ |
        | `basic.credit` with `drain` | 540; RabbitMQ crashes at it |
        | conditional deletes of quorum queues; `get`, `purge` and `nack` of streams; global prefetch with quorum queues | 540, as RabbitMQ |
        | policies that federate or mirror; an operator's policy about anything but numbers | `ArgumentException`; RabbitMQ refuses them too, but for mirroring |
        | other types of exchanges | 503, as RabbitMQ |

        ## Where it differs and is meant to

        """;

    /// <summary>Where it is kept.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(Library.Folder, "../../../src/TypedAmqp.Broker/README.md"));

    /// <summary>The text.</summary>
    public static string Write()
    {
        Dictionary<string, List<string>> deviations = Library.Deviations();
        StringBuilder text = new(Head.ReplaceLineEndings("\n"));
        (int Scenarios, int Deviations, int Races) total = default;
        foreach (string topic in Library.Topics)
        {
            IReadOnlyList<Scenario> scenarios = Library.Scenarios(topic);
            int differ = scenarios.Count(scenario => deviations.ContainsKey(scenario.ToString()));
            int races = scenarios.Count(static scenario => scenario.Race is not null);
            Row(text, $"[{topic}](../../tests/TypedAmqp.Conformance/Scenarios/{topic}.txt)", Library.Subject(topic), scenarios.Count, differ, races);
            total = (total.Scenarios + scenarios.Count, total.Deviations + differ, total.Races + races);
        }

        Row(text, "**all**", "", total.Scenarios, total.Deviations, total.Races);
        text.Append(NotCompared.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, string> reason in deviations.GroupBy(static pair => pair.Value[0]["reason: ".Length..], static pair => pair.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {reason.Key} ({string.Join("; ", reason)}).\n");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, string subject, int scenarios, int differ, int races) =>
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {subject} | {scenarios} | {scenarios - differ} | {differ} | {races} |\n");
}
