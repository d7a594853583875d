using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The classic tutorials in Python (pika): queues, work, logs.</summary>
[Collection(nameof(Brokers))]
public sealed class TutorialTests(Brokers brokers)
{
    private const string WaitingForMessages = " [*] Waiting for messages. To exit press CTRL+C";
    private const string WaitingForLogs = " [*] Waiting for logs. To exit press CTRL+C";

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Hello_world(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess receiver = await python.StartAsync("receive", WaitingForMessages);

        Assert.Equal(" [x] Sent 'Hello World!'", await python.RunAsync("send"));

        await receiver.WaitForLineAsync(" [x] Received Hello World!");
        Assert.Equal($"{WaitingForMessages}\n [x] Received Hello World!\nInterrupted", await PythonPrograms.InterruptAsync(receiver));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_message_waits_for_its_receiver(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        await python.RunAsync("send");

        ChildProcess receiver = await python.StartAsync("receive", " [x] Received Hello World!");

        Assert.Equal($"{WaitingForMessages}\n [x] Received Hello World!\nInterrupted", await PythonPrograms.InterruptAsync(receiver));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_worker_that_is_busy_gets_no_second_task(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess slow = await python.StartAsync("worker_slow", WaitingForMessages);
        await python.RunAsync("new_task", "long task");
        await slow.WaitForLineAsync(" [x] Received long task (delivery mode 2, redelivered False)");

        ChildProcess quick = await python.StartAsync("worker", WaitingForMessages);
        await python.RunAsync("new_task", "second", "third", "fourth");
        await quick.WaitForLineAsync(" [x] Received fourth (delivery mode 2, redelivered False)");
        await slow.WriteLineAsync("");
        await slow.WaitForLineAsync(" [x] Done");

        Assert.Equal($"""
            {WaitingForMessages}
             [x] Received second (delivery mode 2, redelivered False)
             [x] Done
             [x] Received third (delivery mode 2, redelivered False)
             [x] Done
             [x] Received fourth (delivery mode 2, redelivered False)
             [x] Done
            Interrupted
            """, await PythonPrograms.InterruptAsync(quick));
        Assert.Equal($"""
            {WaitingForMessages}
             [x] Received long task (delivery mode 2, redelivered False)
             [x] Done
            Interrupted
            """, await PythonPrograms.InterruptAsync(slow));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task The_task_of_a_worker_that_died_goes_to_another_marked_redelivered(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess dying = await python.StartAsync("worker_slow", WaitingForMessages);
        await python.RunAsync("new_task", "precious");
        await dying.WaitForLineAsync(" [x] Received precious (delivery mode 2, redelivered False)");
        ChildProcess other = await python.StartAsync("worker", WaitingForMessages);

        dying.Kill();

        await other.WaitForLineAsync(" [x] Done");
        await python.RunAsync("new_task", "next");
        await other.WaitForLineAsync(" [x] Received next (delivery mode 2, redelivered False)");
        Assert.Equal($"""
            {WaitingForMessages}
             [x] Received precious (delivery mode 2, redelivered True)
             [x] Done
             [x] Received next (delivery mode 2, redelivered False)
             [x] Done
            Interrupted
            """, await PythonPrograms.InterruptAsync(other));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Every_reader_gets_every_log_line_of_a_fanout(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess first = await python.StartAsync("receive_logs", WaitingForLogs);
        ChildProcess second = await python.StartAsync("receive_logs", WaitingForLogs);

        await python.RunAsync("emit_log", "info: one", "warning: two", "error: three");

        foreach (ChildProcess reader in new[] { first, second })
        {
            await reader.WaitForLineAsync(" [x] error: three");
            Assert.Equal($"""
                 [*] Queue amq.gen-, 30 characters
                {WaitingForLogs}
                 [x] info: one
                 [x] warning: two
                 [x] error: three
                Interrupted
                """, await PythonPrograms.InterruptAsync(reader));
        }
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Log_lines_are_routed_by_severity(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess errors = await python.StartAsync("receive_logs_direct", WaitingForLogs, "error");
        ChildProcess all = await python.StartAsync("receive_logs_direct", WaitingForLogs, "info", "warning", "error");

        await python.RunAsync("emit_log_direct", "info", "started");
        await python.RunAsync("emit_log_direct", "warning", "it gets warm");
        await python.RunAsync("emit_log_direct", "debug", "nobody", "cares");
        await python.RunAsync("emit_log_direct", "error", "Run. Run. Or it will explode.");

        await errors.WaitForLineAsync(" [x] error:Run. Run. Or it will explode.");
        await all.WaitForLineAsync(" [x] error:Run. Run. Or it will explode.");
        Assert.Equal($"""
            {WaitingForLogs}
             [x] error:Run. Run. Or it will explode.
            Interrupted
            """, await PythonPrograms.InterruptAsync(errors));
        Assert.Equal($"""
            {WaitingForLogs}
             [x] info:started
             [x] warning:it gets warm
             [x] error:Run. Run. Or it will explode.
            Interrupted
            """, await PythonPrograms.InterruptAsync(all));
    }
}
