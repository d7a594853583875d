using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>
/// MassTransit, which .NET programs stand on: publish, send, request and response, retries and faults, with equal results against both brokers.
/// </summary>
[Collection(nameof(Brokers))]
public sealed class MassTransitTests(Brokers brokers) : IDisposable
{
    private const int Many = 50;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Orders_are_published_sent_answered_tried_again_and_given_up(BrokerKind kind)
    {
        Uri uri = new((await brokers.StartedAsync(kind)).UriFor());
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Seen>();

        // What is published before its consumers have bound their queues is for nobody.
        builder.Services.Configure<MassTransitHostOptions>(static options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(setup =>
        {
            setup.AddConsumer<OrderConsumer>();
            setup.AddConsumer<QuestionConsumer>();
            setup.AddConsumer<PoisonConsumer>();
            setup.AddConsumer<FaultConsumer>();
            setup.AddRequestClient<Question>();
            setup.SetKebabCaseEndpointNameFormatter();
            setup.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(uri);
                rabbit.UseMessageRetry(static retry => retry.Immediate(2));
                rabbit.ConfigureEndpoints(context);
            });
        });
        using IHost host = builder.Build();
        await host.StartAsync(_deadline.Token);
        Seen seen = host.Services.GetRequiredService<Seen>();
        IBus bus = host.Services.GetRequiredService<IBus>();

        await bus.Publish(new Order(1), _deadline.Token);
        await (await bus.GetSendEndpoint(new Uri("queue:order"))).Send(new Order(2), _deadline.Token);
        await bus.PublishBatch(Enumerable.Range(3, Many).Select(static number => new Order(number)), _deadline.Token);
        await bus.Publish(new Poison(), _deadline.Token);
        using IServiceScope scope = host.Services.CreateScope();
        Response<Answer> answer = await scope.ServiceProvider.GetRequiredService<IRequestClient<Question>>()
            .GetResponse<Answer>(new Question("how"), _deadline.Token);

        Assert.Equal("how indeed", answer.Message.Text);
        Assert.Equal("poison, 3 times", await seen.Fault.Task.WaitAsync(_deadline.Token));
        Assert.Equal(Enumerable.Range(1, Many + 2).Sum(), await seen.Orders.Task.WaitAsync(_deadline.Token));
        await host.StopAsync(_deadline.Token);
    }

    public void Dispose() => _deadline.Dispose();

    public sealed record Order(int Number);

    public sealed record Question(string Text);

    public sealed record Answer(string Text);

    public sealed record Poison;

    public sealed class Seen
    {
        private int _sum;
        private int _count;
        private int _attempts;

        public TaskCompletionSource<int> Orders { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string> Fault { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Ordered(int number)
        {
            Interlocked.Add(ref _sum, number);
            if (Interlocked.Increment(ref _count) == Many + 2)
            {
                Orders.SetResult(Volatile.Read(ref _sum));
            }
        }

        public void Attempted() => Interlocked.Increment(ref _attempts);

        public void GivenUp(string why) => Fault.TrySetResult($"{why}, {Volatile.Read(ref _attempts)} times");
    }

    public sealed class OrderConsumer(Seen seen) : MassTransit.IConsumer<Order>
    {
        public Task Consume(ConsumeContext<Order> context)
        {
            seen.Ordered(context.Message.Number);
            return Task.CompletedTask;
        }
    }

    public sealed class QuestionConsumer : MassTransit.IConsumer<Question>
    {
        public Task Consume(ConsumeContext<Question> context) => context.RespondAsync(new Answer($"{context.Message.Text} indeed"));
    }

    public sealed class PoisonConsumer(Seen seen) : MassTransit.IConsumer<Poison>
    {
        public Task Consume(ConsumeContext<Poison> context)
        {
            seen.Attempted();
            throw new InvalidOperationException("poison");
        }
    }

    public sealed class FaultConsumer(Seen seen) : MassTransit.IConsumer<Fault<Poison>>
    {
        public Task Consume(ConsumeContext<Fault<Poison>> context)
        {
            seen.GivenUp(context.Message.Exceptions[0].Message);
            return Task.CompletedTask;
        }
    }
}
