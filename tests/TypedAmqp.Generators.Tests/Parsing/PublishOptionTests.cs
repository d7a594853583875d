using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>How routes publish, and which properties of a contract travel as headers.</summary>
public sealed class PublishOptionTests
{
    [Fact]
    public void ARouteSaysMoreThanItsContract()
    {
        Declared declared = new("""
            [Message("m", Persistent = false, Priority = 3, Expiration = 2 * Duration.Second)] public sealed record M(int N);
            [Exchange("e", Delayed = true)]
            [Publishes<M>("a")]
            [Publishes<M>("b", Persistent = true, Mandatory = false, Priority = 0, Expiration = 5, Delay = Duration.Minute)]
            [Publishes<string>("c")]
            public partial class E;
            [Queue("q")] [Sends<M>(Priority = 9)] public partial class Q;
            """);
        Assert.Equal(
            [
                new PublishOptionsModel(false, true, 3, 2000, null),
                new PublishOptionsModel(true, false, 0, 5, 60_000),
                new PublishOptionsModel(true, true, null, null, null),
            ],
            declared.Exchange("E").Routes.Select(static route => route.Options));
        Assert.Equal(new PublishOptionsModel(false, true, 9, 2000, null), Assert.Single(declared.Queue("Q").Sends).Options);
    }

    [Fact]
    public void PropertiesThatTravelAsHeaders()
    {
        MessageModel message = new Declared("""
            public enum Region { Eu, [Word("overseas")] Us }
            public abstract record Base([property: Header("tenant")] string Tenant);
            [Message("m")]
            public sealed record M(
                [Header("region")] Region? Region, [Header("pages")] int Pages, string Unmarked, [Header("share")] float? Share, [Header("id")] Guid Id, string Tenant)
                : Base(Tenant)
            {
                [Header("at")] public DateTimeOffset At { get; init; }
                [Header("valid")] public bool Valid { get; init; }
                [Header("note")] public string? Note { get; init; }
                [Header("list")] public int[] List { get; init; } = [];
            }
            [Queue("q")] [Sends<M>] public partial class Q;
            """).Queue("Q").Sends[0].Message;
        Assert.Equal(
            [
                "at At Timestamp False", "id Id Text False", "list List Unsupported False", "note Note Text True", "pages Pages Integer False",
                "region Region Enumeration True",
                "share Share Number True", "tenant Tenant Text False", "valid Valid Boolean False",
            ],
            message.Headers.Select(static header => $"{header.Name} {header.Property} {header.Kind} {header.IsNullable}"));
        Assert.Equal(["eu", "overseas"], message.Headers[5].Words.Select(static word => word.Word));
    }
}
