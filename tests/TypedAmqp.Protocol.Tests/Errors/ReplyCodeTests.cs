namespace TypedAmqp.Protocol.Tests.Errors;

public sealed class ReplyCodeTests
{
    [Fact]
    public void EveryCodeHasTheNameOfTheSpecification()
    {
        foreach (ReplyCode code in Enum.GetValues<ReplyCode>())
        {
            // NotFound is NOT_FOUND.
            string expected = string.Concat(
                code.ToString().Select(static (c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
            Assert.Equal(expected, code.Name);
        }

        Assert.Equal("999", ((ReplyCode)999).Name);
    }

    [Fact]
    public void AnExceptionNamesTheMethodThatFailed()
    {
        AmqpChannelException exception = new(ReplyCode.NotFound, "NOT_FOUND - no queue 'q' in vhost '/'", MethodId.QueueDeclare);
        Assert.Equal((ReplyCode.NotFound, (ushort)50, (ushort)10), (exception.ReplyCode, exception.FailingClassId, exception.FailingMethodId));
        Assert.Equal("NOT_FOUND - no queue 'q' in vhost '/'", exception.Message);
    }
}
