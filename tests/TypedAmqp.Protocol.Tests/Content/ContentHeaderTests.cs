using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Content;

public sealed class ContentHeaderTests
{
    private const string BeforeProperties = "003C" + "0000" + "0000000000000005";

    [Fact]
    public void ReadsItsFields()
    {
        ContentHeader header = ContentHeader.Read(Convert.FromHexString("003D" + "0102" + "FEDCBA9876543210" + "080007"));
        Assert.Equal((61, 0x0102, 0xFEDCBA9876543210), (header.ClassId, header.Weight, header.BodySize));
        Assert.Equal("080007", Convert.ToHexString(header.Properties.Octets));
        Assert.Equal(7, header.Properties.Priority);
    }

    [Fact]
    public void WithoutPropertiesItIsEmpty()
    {
        ContentHeader header = ContentHeader.Read(Convert.FromHexString(BeforeProperties + "0000"));
        Assert.True(header.Properties.IsEmpty);
        Assert.True(default(BasicPropertiesView).IsEmpty);
        Assert.Equal("0000", Convert.ToHexString(default(BasicPropertiesView).Octets));
    }

    [Fact]
    public void APayloadThatIsTooShortIsRefused()
    {
        byte[] octets = Convert.FromHexString(BeforeProperties + "0000");
        for (int length = 0; length < octets.Length; length++)
        {
            AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => ContentHeader.Read(octets.AsSpan(0, length)).BodySize);
            Assert.Equal(length < 12 ? ReplyCode.FrameError : ReplyCode.SyntaxError, exception.ReplyCode);
        }
    }

    [Fact]
    public void EveryTruncationOfTheListIsASyntaxError()
    {
        byte[] all = Golden.Properties["all"];
        for (int length = 2; length < all.Length; length++)
        {
            AssertMalformed(all[..length]);
        }

        AssertMalformed([.. all, 0]);
    }

    [Fact]
    public void MoreFlagsMayFollowWhileTheyAreEmpty()
    {
        // The lowest bit says that sixteen more flags follow; class basic has no property there.
        BasicPropertiesView view = new(Convert.FromHexString("0801" + "0001" + "0000" + "07"));
        view.Validate();
        Assert.Equal((BasicPropertyFlags.Priority, 7), (view.Flags, view.Priority));
        AssertMalformed(Convert.FromHexString("0801" + "8000" + "07"));
        AssertMalformed(Convert.FromHexString("0801" + "0002" + "07"));
        AssertMalformed(Convert.FromHexString("0001"));
        AssertMalformed(Convert.FromHexString("000100"));
    }

    [Fact]
    public void TheUnusedFlagIsIgnoredAsRabbitMqDoes()
    {
        BasicPropertiesView view = new(Convert.FromHexString("0802" + "07"));
        view.Validate();
        Assert.Equal((BasicPropertyFlags.Priority, 7), (view.Flags, view.Priority));
    }

    [Fact]
    public void AMalformedTableOfHeadersIsNoticedWhenItIsLookedAt()
    {
        byte[] octets = Convert.FromHexString("2800" + "00000003" + "01615A" + "07");
        Assert.Equal(7, new BasicPropertiesView(octets).Priority);
        AssertMalformed(octets);
    }

    private static void AssertMalformed(byte[] octets)
    {
        AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => new BasicPropertiesView(octets).Validate());
        Assert.Equal(ReplyCode.SyntaxError, exception.ReplyCode);
    }
}
