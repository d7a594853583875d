using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The broker is killed and started again on its port; every client recovers as its library does it, and goes on with its work.</summary>
public sealed class RecoveryTests
{
    private const string Before = "back 2";

    private static readonly string[] All = ["back 0", "back 1", "back 2", "back 3", "back 4", "back 5"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact(typeof(PeerMissingException))]
    public async Task Programs_of_other_languages_go_on_when_the_broker_is_back()
    {
        TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync();
        await using PythonPrograms python = new(broker);
        await using ChildProcess node = NodeProgram.Start(Path.Combine(AppContext.BaseDirectory, "programs", "node", "recover.js"), broker.UriFor());
        ChildProcess[] programs = [node, python.Start("recover_pika"), python.Start("recover_amqp"), python.Start("recover_kombu")];
        foreach (ChildProcess program in programs)
        {
            await program.WaitForLineAsync(Before);
        }

        await using TypedAmqpProcess again = await RestartAsync(broker);
        foreach (ChildProcess program in programs)
        {
            await program.WriteLineAsync("go on");
        }

        foreach (ChildProcess program in programs)
        {
            Assert.Equal(string.Join('\n', All), await PythonPrograms.OutputAsync(program));
        }
    }

    [Fact]
    public async Task RabbitMQ_Client_recovers_its_connection_channels_queues_bindings_and_consumers()
    {
        TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync();
        ConnectionFactory factory = new() { Uri = new Uri(broker.UriFor()), NetworkRecoveryInterval = TimeSpan.FromMilliseconds(100) };
        await using IConnection connection = await factory.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        Channel<string> bodies = Channel.CreateUnbounded<string>();
        TaskCompletionSource recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.RecoverySucceededAsync += (_, _) =>
        {
            recovered.TrySetResult();
            return Task.CompletedTask;
        };

        await channel.ExchangeDeclareAsync("client.recover", "topic", durable: false, autoDelete: true);
        string queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, "client.recover", "number.*");
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            bodies.Writer.TryWrite(System.Text.Encoding.UTF8.GetString(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);

        await channel.BasicPublishAsync("client.recover", "number.one", mandatory: true, "before"u8.ToArray());
        Assert.Equal("before", await bodies.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        await using TypedAmqpProcess again = await RestartAsync(broker);
        await recovered.Task.WaitAsync(Patience);
        await channel.BasicPublishAsync("client.recover", "number.two", mandatory: true, "after"u8.ToArray());
        Assert.Equal("after", await bodies.Reader.ReadAsync().AsTask().WaitAsync(Patience));
    }

    private static async Task<TypedAmqpProcess> RestartAsync(TypedAmqpProcess broker)
    {
        await broker.DisposeAsync();
        return await TypedAmqpProcess.StartAsync(port: broker.Port);
    }
}
