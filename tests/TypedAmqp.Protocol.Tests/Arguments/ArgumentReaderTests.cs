namespace TypedAmqp.Protocol.Tests.Arguments;

public sealed class ArgumentReaderTests
{
    private static readonly byte[] Octets = Convert.FromHexString(
        "FE" + "FEDC" + "FEDCBA98" + "FEDCBA9876543210" + "026869" + "00000002FF00" + "00000003015674");

    private delegate void Step(ref ArgumentReader reader);

    private static Step[] Steps =>
    [
        static (ref reader) => Assert.Equal(0xFE, reader.ReadOctet()),
        static (ref reader) => Assert.Equal(0xFEDC, reader.ReadShort()),
        static (ref reader) => Assert.Equal(0xFEDCBA98, reader.ReadLong()),
        static (ref reader) => Assert.Equal(0xFEDCBA9876543210, reader.ReadLongLong()),
        static (ref reader) => Assert.Equal("hi"u8, reader.ReadUtf8ShortString().Octets),
        static (ref reader) => Assert.Equal("FF00", Convert.ToHexString(reader.ReadLongString().Octets)),
        static (ref reader) => Assert.Equal("015674", Convert.ToHexString(reader.ReadTable().Octets)),
    ];

    [Fact]
    public void ReadsBigEndianOneAfterTheOther()
    {
        ArgumentReader reader = new(Octets);
        foreach (Step step in Steps)
        {
            step(ref reader);
        }

        reader.End();
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void EndsInASyntaxErrorWhereverTheOctetsEnd()
    {
        for (int length = 0; length < Octets.Length; length++)
        {
            AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() =>
            {
                ArgumentReader reader = new(Octets.AsSpan(0, length));
                foreach (Step step in Steps)
                {
                    step(ref reader);
                }
            });
            Assert.Equal((ReplyCode.SyntaxError, default), (exception.ReplyCode, exception.FailingMethod));
        }
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("7FFFFFFF00")]
    public void AHostileLengthIsOnlyTooLong(string hex)
    {
        byte[] octets = Convert.FromHexString(hex);
        Assert.Throws<AmqpConnectionException>(() => new ArgumentReader(octets).ReadLongString().Size);
        Assert.Throws<AmqpConnectionException>(() => new ArgumentReader(octets).ReadTable().Size);
    }

    [Fact]
    public void WithinAMethodItIsAFrameErrorThatNamesIt()
    {
        AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => new ArgumentReader([1], MethodId.QueueBind).ReadShort());
        Assert.Equal((ReplyCode.FrameError, (ushort)50, (ushort)20), (exception.ReplyCode, exception.FailingClassId, exception.FailingMethodId));
        exception = Assert.Throws<AmqpConnectionException>(() => new ArgumentReader([1], MethodId.QueueBind).End());
        Assert.Equal("FRAME_ERROR - cannot decode queue.bind: 1 octets too many", exception.Message);
    }

    [Fact]
    public void WritesWhatItReads()
    {
        byte[] written = new byte[Octets.Length];
        ArgumentWriter writer = new(written);
        writer.WriteOctet(0xFE);
        writer.WriteShort(0xFEDC);
        writer.WriteLong(0xFEDCBA98);
        writer.WriteLongLong(0xFEDCBA9876543210);
        writer.WriteShortString("hi"u8);
        writer.WriteLongString(new LongString([0xFF, 0x00]));
        writer.WriteTable(new FieldTableView([1, 0x56, 0x74]));
        Assert.Equal(0, writer.Remaining);
        Assert.Equal(Octets, written);
    }
}
