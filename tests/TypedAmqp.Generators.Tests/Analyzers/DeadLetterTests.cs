namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Dead letters: TAMQP401 to 406.</summary>
public sealed class DeadLetterTests
{
    private const string Closed = "[assembly: ClosedTopology]\n";

    private const string Contracts = """
        public enum Region { Eu, Us }
        [Message("a")] public sealed record A(Region Region);

        """;

    [Fact]
    public async Task ADeadLetterExchangeMustBeThere()
    {
        string message = await Expect.MessageAsync("""
            public class Nothing;
            [Queue("q")] [DeadLetter<{|TAMQP401:Nothing|}>] public partial class Q;
            """);
        Assert.Equal(
            "'Nothing' declares no exchange and no queue with a name, so that every dead letter is dropped in silence: " +
            "mark it with [Exchange(\"name\")], and set External = true there if somebody else declares it",
            message);
        const string named = """[Queue("q")] [Argument("x-dead-letter-exchange", {|TAMQP401:"nowhere"|})] public partial class Q;""";
        await Expect.DiagnosticsAsync(Closed + named);
        await Expect.DiagnosticsAsync(named.Replace("{|TAMQP401:", "").Replace("|}", ""));
        await Expect.DiagnosticsAsync(Closed + """
            [Exchange({|TAMQP712:"there"|}, External = true)] public partial class There;
            [Queue("q")] [Argument("x-dead-letter-exchange", "there")] public partial class Q;
            """);
    }

    [Fact]
    public Task DeadLettersMustEndSomewhere() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("dead")] public partial class Dead;
        [Exchange("deaf", ExchangeType.Fanout)] public partial class Deaf;
        [Exchange({|TAMQP712:"theirs"|}, External = true)] public partial class Theirs;
        [Queue("buried", Purpose = QueuePurpose.Inspected)] [Binding<Dead>("k")] public partial class Buried;
        [Queue("a")] [DeadLetter<Dead>({|TAMQP402:RoutingKey = "other"|})] public partial class Qa;
        [Queue("b")] [DeadLetter<Dead>(RoutingKey = "k")] public partial class Qb;
        [Queue("c")] [DeadLetter<{|TAMQP402:Deaf|}>] public partial class Qc;
        [Queue("d")] [DeadLetter<Theirs>(RoutingKey = "k")] public partial class Qd;
        [Queue("e")] [DeadLetter<Buried>] public partial class Qe;
        """);

    [Fact]
    public async Task ADeadLetterThatKeepsItsKeyMayMiss()
    {
        const string program = Closed + Contracts + """
            [Exchange("in", ExchangeType.Topic)] [Publishes<A>("in.{Region}")] public partial class In;
            [Exchange("dead", ExchangeType.Topic)] public partial class Dead;
            [Queue("q")] [Binding<In>("in.*")] [DeadLetter<{|TAMQP405:Dead|}>] public partial class Q;
            [Queue("buried", Purpose = QueuePurpose.Inspected)] [Binding<Dead>("in.eu")] public partial class Buried;
            """;
        Assert.Contains("nothing there matches 'in.us'", await Expect.MessageAsync(program));
        await Expect.DiagnosticsAsync(program.Replace("{|TAMQP405:Dead|}", "Dead").Replace("\"in.eu\"", "\"in.*\""));
    }

    [Fact]
    public Task WhatIsBuriedStays() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Queue("q")] [Sends<A>] [DeadLetter<Buried>] public partial class Q;
        [Queue("buried", Purpose = QueuePurpose.Inspected, {|TAMQP406:MessageTtl = Duration.Day|})] public partial class Buried;
        [Queue("r")] [Sends<A>] [DeadLetter<Shared>] public partial class R;
        [Queue("shared", MessageTtl = Duration.Day)] [Sends<A>] public partial class Shared;
        """);

    [Fact]
    public async Task ACircleWithoutAConsumerIsDropped()
    {
        string message = await Expect.MessageAsync("""
            [Queue("a", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [DeadLetter<{|TAMQP403:E|}>] public partial class A;
            [Exchange("e", ExchangeType.Fanout)] public partial class E;
            [Queue("b", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [Binding<E>] [DeadLetter<A>] public partial class B;
            [Message("m")] public sealed record M(int Id);
            [Queue("c", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [Sends<M>] [DeadLetter<A>] public partial class C;
            """);
        Assert.StartsWith("A --dead letter--> B --dead letter--> A is a circle without a consumer", message);
    }

    [Fact]
    public Task CirclesOfPlainArgumentsAreCircles() => Expect.DiagnosticsAsync("""
        [Message("m")] public sealed record M(int Id);
        [Queue("a", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [Sends<M>] [Argument("x-dead-letter-exchange", {|TAMQP403:"e"|})] public partial class A;
        [Exchange("e", ExchangeType.Fanout)] public partial class E;
        [Queue("b", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [Binding<E>] [Argument("x-dead-letter-exchange", "")] [Argument("x-dead-letter-routing-key", "a")] public partial class B;
        [Queue("work")] [Argument("x-dead-letter-exchange", "")] [Argument("x-dead-letter-routing-key", "wait")] public partial class Work;
        [Queue("wait", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [DeadLetter<{|TAMQP404:Work|}>] public partial class Wait;
        [Queue("self")] [Argument("x-dead-letter-exchange", {|TAMQP404:""|})] [Argument("x-dead-letter-routing-key", "self")] public partial class Self;
        [Queue("line")] [Argument("x-dead-letter-exchange", "e")] public partial class Line;
        """);

    [Fact]
    public Task ACircleThroughAConsumerHasNoEnd() => Expect.DiagnosticsAsync("""
        [Queue("work")] [DeadLetter<Wait>] public partial class Work;
        [Queue("wait", Purpose = QueuePurpose.Delay, MessageTtl = 5)] [DeadLetter<{|TAMQP404:Work|}>] public partial class Wait;
        [Queue("self")] [DeadLetter<{|TAMQP404:Self|}>] public partial class Self;
        [Queue("line")] [DeadLetter<End>] public partial class Line;
        [Queue("end")] public partial class End;
        [Queue("counted")] [Retry(Duration.Second)] public partial class Counted;
        """);
}
