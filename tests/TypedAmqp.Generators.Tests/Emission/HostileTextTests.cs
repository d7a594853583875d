namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>The user's text reaches emitted code as a literal or as escaped XML, whatever is in it.</summary>
public sealed class HostileTextTests
{
    [Theory]
    [InlineData("\\\"; } evil")]
    [InlineData("<see cref=\\\"T:X\\\"/> & ]]>")]
    [InlineData("line\\r\\nbreak\\u2028and\\0null")]
    [InlineData("*/ // #endif {0} {{ }}")]
    [InlineData("größe.ключ.鍵.🐇")]
    [InlineData("\\\\")]
    public void Compiles(string text) => Emitted.AssertCompiles($$"""
        [assembly: Topology("{{text}}")]
        namespace Shop
        {
            public enum Region { [Word("{{text}}")] Eu, Us }
            [Message("{{text}}")] public sealed record Placed(Region Region, string Name);
            [Message("other")] public sealed record Other(Region Region);
            [Exchange("{{text}}", "{{text}}")]
            [Publishes<Placed>("{Region}.{Name}")] [Publishes<Other>("{Region}.other")]
            public partial class Orders;
            [Queue("{{text}}")] [Binding<Orders>("{{text}}", "#")] [Argument("{{text}}", "{{text}}")] [Sends<Placed>] public partial class Billing;
            [Queue] [Binding<Orders>(AtRunTime = true)] [HeadersBinding<Orders>("{{text}}", "{{text}}")] public partial class Mine;
            [RpcService("{{text}}")] public interface IPricing { [RpcMethod("{{text}}")] Task<string> QuoteAsync(string @class); }
        }
        """);

    [Fact]
    public void KeywordsAreNames() => Emitted.AssertCompiles("""
        [assembly: Topology("class")]
        namespace @namespace.@event
        {
            public enum @enum { @true, @false }
            [Message("m")] public sealed record @record(@enum @int);
            [Exchange("e", ExchangeType.Topic)] [Publishes<@record>("{int}")] public partial class @class
            {
                [Queue("q")] [Binding<@class>("#")] [Sends<@record>] public partial class @struct;
            }
            [RpcService("s")] public interface @interface { Task<int> @void(int @ref); }
        }
        """);

    [Fact]
    public void ContractsOfAllKinds() => Emitted.AssertCompiles("""
        using System;
        namespace Shop;
        [Message("wrapped", Format = MessageFormat.Text)] public readonly record struct Wrapped(string Text);
        [Message("octets", Format = MessageFormat.Raw)] public sealed record Octets(ReadOnlyMemory<byte> Body);
        [Message("array", Format = MessageFormat.Raw)] public sealed record OctetArray(byte[] Body);
        [Message("number", Format = MessageFormat.Text)] public readonly record struct Number(int Value) : IUtf8SpanFormattable, IUtf8SpanParsable<Number>
        {
            public bool TryFormat(Span<byte> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) => Value.TryFormat(destination, out written, format, provider);
            public static Number Parse(ReadOnlySpan<byte> text, IFormatProvider? provider) => new(int.Parse(text, provider));
            public static bool TryParse(ReadOnlySpan<byte> text, IFormatProvider? provider, out Number result) { result = default; return false; }
        }
        public static class Outer { [Message("nested")] internal sealed record Nested(int Value); public sealed record Generic<T>(T Value); }
        [Exchange("all")]
        [Publishes<string>("string")] [Publishes<ReadOnlyMemory<byte>>("memory")] [Publishes<byte[]>("bytes")]
        [Publishes<Wrapped>("wrapped")] [Publishes<Octets>("octets")] [Publishes<OctetArray>("array")] [Publishes<Number>("number")]
        [Publishes<Outer.Nested>("nested")] [Publishes<Outer.Generic<int>>("generic")] [Publishes<Outer.Generic<string>>("generic2")]
        [Publishes<Wrapped>("wrapped.again")] [Publishes<Wrapped>("wrapped.once.more")]
        public partial class All;
        [Queue("all")] [Binding<All>("string", "memory", "bytes", "wrapped", "octets", "array", "number", "nested", "generic", "generic2")] public partial class Everything;
        """);

    [Fact]
    public void ServicesOfAllKinds() => Emitted.AssertCompiles("""
        [assembly: Topology("shop")]
        public sealed record Order(int Number);
        [RpcService("shipping")] public interface IShipping
        {
            Task DispatchAsync(Order order); Task<bool> Dispatch2(int number);
            Task<Order?> FindAsync(string? name); ValueTask<int?> CountAsync(int? most, CancellationToken cancellationToken);
            ValueTask<List<Order?>?> AllAsync();
        }
        [RpcService("odd")] public interface IOdd : IOne, ITwo { Task ToString(); Task<int> GetHashCode(); Task Client(int x); Task Server(int x); Task Pay(); Task PayMethod(int x); }
        public interface IOne { Task One(@int @class); }
        public interface ITwo { Task<byte[]> Two(); }
        public enum @int;
        """);
}
