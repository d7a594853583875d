using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP004.</summary>
public sealed class DuplicateTests
{
    [Fact]
    public async Task ADifferentDeclarationOfOneExchangeIsRefusedAtWhatDiffers()
    {
        string message = await Expect.MessageAsync("""
            [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
            [Exchange("orders", ExchangeType.Topic, Durable = {|TAMQP004:false|})] public partial class SameOrders;
            """);
        Assert.Equal(
            "The exchange 'orders' is also declared by 'Orders', with another durability (false here, true there): whichever comes second is refused (406). " +
            "Make them equal, or let one refer to the other.",
            message);
    }

    [Fact]
    public Task EveryPropertyAndArgumentOfAQueueIsCompared() => Expect.DiagnosticsAsync("""
        [Exchange("dead", ExchangeType.Fanout)] public partial class Dead;
        [Queue("a", MessageTtl = 1000)] public partial class A;
        [Queue("a", MessageTtl = {|TAMQP004:2000|})] public partial class A2;
        [Queue({|TAMQP004:"a"|})] public partial class A3;
        [Queue("b", Exclusive = true)] public partial class B;
        [Queue({|TAMQP004:"b"|}, Durable = false)] public partial class B2;
        [Queue("c", QueueType.Quorum, Purpose = QueuePurpose.Inspected)] public partial class C;
        [Queue("c", {|TAMQP004:QueueType.Stream|})] public partial class C2;
        [Queue("d")] [DeadLetter<Dead>] public partial class D;
        [Queue({|TAMQP004:"d"|})] public partial class D2;
        """);

    [Fact]
    public Task EqualOrExternalDeclarationsArePeaceful() => Expect.DiagnosticsAsync("""
        [Queue("a", MessageTtl = 60 * Duration.Second)] public partial class A;
        [Queue({|TAMQP005:"a"|}, MessageTtl = Duration.Minute, Durable = true)] public partial class SameA;
        [Queue("a", External = true)] public partial class RefersToA;
        [Queue(Exclusive = true)] public partial class Mine;
        [Queue(AutoDelete = true)] public partial class Yours;
        [Exchange("a", ExchangeType.Fanout)] public partial class AnExchangeIsNoQueue;
        """);

    [Fact]
    public async Task ADeclarationInAReferencedAssemblyCounts()
    {
        MetadataReference library = TestCompilation.Library(
            "Contracts", """namespace Contracts; [Exchange("orders", ExchangeType.Topic)] public partial class Orders;""");
        await Expect.DiagnosticsAsync("""[Exchange("orders", {|TAMQP004:ExchangeType.Fanout|})] public partial class Orders;""", library);
    }

    [Fact]
    public Task EqualDeclarationsDriftApart() => Expect.DiagnosticsAsync("""
        [Queue("a", MessageTtl = 60 * Duration.Second)] public partial class A;
        [Queue({|TAMQP005:"a"|}, MessageTtl = Duration.Minute, Durable = true)] public partial class SameA;
        [Exchange("e")] public partial class E;
        [Exchange({|TAMQP005:"e"|})] public partial class SameE;
        """);

    [Fact]
    public Task NamesThatDifferByCaseAreMistaken() => Expect.DiagnosticsAsync("""
        [Queue("billing")] public partial class A;
        [Queue({|TAMQP008:"Billing "|})] public partial class B;
        [Queue("bil-ling")] public partial class C;
        [Exchange("BILLING")] public partial class AnExchangeIsNoQueue;
        """);

    [Fact]
    public async Task WireNamesThatDifferByCaseAreMistaken() => Assert.StartsWith(
        "The wire name 'Order.Placed' differs from 'order.placed' by case or white space only",
        await Expect.MessageAsync("""
            [Message("order.placed")] public sealed record A(int Id);
            [Message({|TAMQP008:"Order.Placed"|})] public sealed record B(int Id);
            [Message("order.placed", Version = 2)] public sealed record C(int Id);
            [Exchange("e", ExchangeType.Fanout)] [Publishes<A>] [Publishes<B>] [Publishes<C>] public partial class E;
            """));

    [Fact]
    public async Task WhatARetryBecomesHasNamesToo()
    {
        const string retried = """[Queue("billing")] [Retry(5 * Duration.Second)] public partial class Billing;""";
        await Expect.DiagnosticsAsync(retried + """
            [Exchange("billing.retry", {|TAMQP004:ExchangeType.Topic|})] public partial class Retry;
            [Exchange({|TAMQP005:"billing.retried"|}, ExchangeType.Fanout)] public partial class Retried;
            [Queue({|TAMQP004:"billing.retry.5s"|})] public partial class Waiting;
            [Queue({|TAMQP005:"billing.parked"|}, Purpose = QueuePurpose.Inspected)] public partial class Parked;
            [Queue("billing.parked", External = true)] public partial class TheirParked;
            [Queue("billing.retry.6s")] public partial class Other;
            """);
        Assert.StartsWith(
            "The queue 'billing.parked' is also declared by 'the [Retry] of Billing', with another durability",
            await Expect.MessageAsync(retried + """[Queue("billing.parked", Durable = {|TAMQP004:false|})] public partial class Parked;"""));
    }
}
