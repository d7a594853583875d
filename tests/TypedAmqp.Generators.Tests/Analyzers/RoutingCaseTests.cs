namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Small closed topologies, and what RabbitMQ makes of them: what is lost or dead is told, and nothing else.</summary>
public sealed class RoutingCaseTests
{
    private const string Contracts = """
        [assembly: ClosedTopology]
        public enum Region { Eu, Us }
        [Message("a")] public sealed record A(Region Region, Guid Id, int Number, bool Vip);

        """;

    [Theory]
    // An alternate exchange, or where dead letters go, said in the words of the broker.
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Argument("alternate-exchange", "rest")] [Publishes<A>("a.{Region}")] public partial class In;
        [Exchange("rest", ExchangeType.Fanout)] public partial class Rest;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Rest>] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in")] [Argument("alternate-exchange", "amq.fanout")] [Publishes<A>("k")] public partial class In;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Argument("alternate-exchange", "rest")] [Publishes<A>("a.{Region}")] public partial class In;
        [Exchange("rest", ExchangeType.Fanout)] public partial class Rest;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("a.eu")] [Binding<Rest>] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in")] [Argument("alternate-exchange", "rest")] [Publishes<A>({|TAMQP301:"k"|})] public partial class In;
        [Exchange("rest")] public partial class Rest;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Rest>({|TAMQP303:"other"|})] public partial class End;
        """)]
    [InlineData("""
        [Queue("q")] [Argument("x-dead-letter-exchange", "dead")] [Sends<A>] public partial class Q;
        [Exchange("dead", ExchangeType.Fanout)] public partial class Dead;
        [Queue("buried")] [Binding<Dead>] public partial class Buried;
        public sealed class QHandler : Q.IConsumer { public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default; }
        public sealed class Handler : Buried.IConsumer { public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default; }
        """)]
    [InlineData("""
        [Queue("q")] [Argument("x-dead-letter-exchange", "")] [Argument("x-dead-letter-routing-key", "buried")] [Sends<A>] public partial class Q;
        [Queue("buried")] public partial class Buried;
        public sealed class QHandler : Q.IConsumer { public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default; }
        public sealed class Handler : Buried.IConsumer { public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default; }
        """)]
    // The empty key has no word.
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("#")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [{|TAMQP301:Publishes<A>|}] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>({|TAMQP303:"*"|})] public partial class End;
        """)]
    // Words of enums, numbers and truth.
    [InlineData("""
        [Exchange("in")] [Publishes<A>("{Region}")] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("eu", "us")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in")] [Publishes<A>({|TAMQP302:"{Region}"|})] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("eu")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in")] [Publishes<A>({|TAMQP301:"{Region}"|})] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>({|TAMQP303:"EU"|})] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>({|TAMQP302:"a.v{Number}"|})] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("a.v1")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>({|TAMQP301:"a.v{Number}"|})] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>({|TAMQP303:"a.1"|}, {|TAMQP303:"a.vx"|})] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>("vip.{Vip}")] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("*.true", "vip.false")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>({|TAMQP301:"a.{Id}"|})] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>({|TAMQP303:"a.*.*"|})] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>("a.{Id}")] public partial class In;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("a.*.#")] public partial class End;
        """)]
    // Exchanges bound to exchanges: each compares the same key.
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>({|TAMQP301:"a.eu"|})] public partial class In;
        [Exchange("mid", ExchangeType.Topic)] [Binding<In>({|TAMQP303:"b.#"|})] public partial class Mid;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Mid>("#")] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>({|TAMQP301:"a.eu"|})] public partial class In;
        [Exchange("mid", ExchangeType.Topic)] [Binding<In>("a.#")] public partial class Mid;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Mid>({|TAMQP303:"b.#"|})] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Fanout)] [Publishes<A>("a.eu")] public partial class In;
        [Exchange("mid", ExchangeType.Topic)] [Binding<In>] public partial class Mid;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Mid>("a.*")] public partial class End;
        """)]
    // A chain of alternates, and one of a fanout exchange that has nowhere to go.
    [InlineData("""
        [Exchange("in")] [AlternateExchange<Second>] [Publishes<A>("k")] public partial class In;
        [Exchange("second")] [AlternateExchange<Third>] public partial class Second;
        [Exchange("third", ExchangeType.Fanout)] public partial class Third;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Third>] public partial class End;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Fanout)] [AlternateExchange<Second>] [Publishes<A>] public partial class In;
        [Exchange("second", ExchangeType.Fanout)] public partial class Second;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Second>] public partial class End;
        """)]
    // What is bound while running, or by others, is not known.
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>("a.{Region}")] public partial class In;
        [Queue(Exclusive = true)] [Binding<In>(AtRunTime = true)] public partial class Chosen;
        """)]
    [InlineData("""
        [Exchange("in")] public partial class In;
        [Exchange("in", External = true)] [Publishes<A>("k")] public partial class TheSame;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<In>("k")] public partial class End;
        """)]
    // Dead letters come back to their queue, or have a key of their own.
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>("a.{Region}")] public partial class In;
        [Queue("q")] [Binding<In>("a.*")] [DeadLetter<{|TAMQP404:In|}>] public partial class Q;
        """)]
    [InlineData("""
        [Exchange("in", ExchangeType.Topic)] [Publishes<A>("a.{Region}")] public partial class In;
        [Exchange("dead", ExchangeType.Topic)] public partial class Dead;
        [Queue("q")] [Binding<In>("a.*")] [DeadLetter<Dead>(RoutingKey = "dead.q")] public partial class Q;
        [Queue("end", Purpose = QueuePurpose.Inspected)] [Binding<Dead>("dead.*", {|TAMQP303:"a.*"|})] public partial class End;
        """)]
    public Task WhatIsLostIsTold(string declarations) => Expect.DiagnosticsAsync(Contracts + declarations);
}
