namespace TypedAmqp.Broker.Tests.Security;

public sealed class BrokerUserTests
{
    [Fact]
    public void The_right_password_is_accepted_and_no_other()
    {
        BrokerUser user = new("root", "gehe\u00efm");
        Assert.True(user.Accepts("gehe\u00efm", isLoopback: false));
        Assert.False(user.Accepts("gehe\u00ef", isLoopback: true));
        Assert.False(user.Accepts("gehe\u00efm ", isLoopback: true));
        Assert.False(user.Accepts("", isLoopback: true));
    }

    [Fact]
    public void Nobody_logs_in_with_an_empty_password() => Assert.False(new BrokerUser("root", "").Accepts("", isLoopback: true));

    [Fact]
    public void Guest_comes_from_this_machine_only()
    {
        Assert.True(BrokerUser.Guest.Accepts("guest", isLoopback: true));
        Assert.False(BrokerUser.Guest.Accepts("guest", isLoopback: false));
    }

    [Fact]
    public void A_user_has_a_name() => Assert.Throws<ArgumentException>(() => new BrokerUser("", "secret"));

    [Fact]
    public void What_is_kept_of_a_password_is_what_RabbitMQ_keeps()
    {
        // As a RabbitMQ 3.10.8 exported its guest.
        BrokerUser user = BrokerUser.FromHash(
            "guest", "slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz", loopbackOnly: false, "administrator", "other");

        Assert.True(user.Accepts("guest", isLoopback: false));
        Assert.False(user.Accepts("guess", isLoopback: false));
        Assert.Equal("slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz", user.PasswordHash);
        Assert.Equal(["administrator", "other"], user.Tags);
        Assert.True(
            BrokerUser.FromHash("copy", new BrokerUser("alice", "secret").PasswordHash, loopbackOnly: false).Accepts("secret", isLoopback: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not Base64")]
    [InlineData("AAAA")]
    public void What_is_no_hash_is_refused(string hash) =>
        Assert.Throws<ArgumentException>(() => BrokerUser.FromHash("alice", hash, loopbackOnly: false));
}
