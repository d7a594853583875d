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
}
