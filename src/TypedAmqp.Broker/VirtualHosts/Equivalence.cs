using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The rules by which something may be declared again: what is there must be what is asked for, or the channel is closed with 406 and a text that
/// names the first difference.
/// </summary>
/// <param name="what">What is declared, such as <c>queue 'hello' in vhost '/'</c>.</param>
/// <param name="method">The method that declares it.</param>
internal readonly struct Equivalence(string what, MethodId method)
{
    public void Assert(string name, bool current, bool received)
    {
        if (current != received)
        {
            throw Differs(name, $"'{FieldText.Of(received)}'", $"'{FieldText.Of(current)}'");
        }
    }

    public void Assert(string name, string current, string received)
    {
        if (current != received)
        {
            throw Differs(name, $"'{received}'", $"'{current}'");
        }
    }

    /// <summary>Compares one argument of two tables. Whole numbers are equal whatever their width.</summary>
    public void Assert(string name, FieldTable current, FieldTable received)
    {
        bool isThere = current.TryGetValue(name, out object? currentValue);
        bool isGiven = received.TryGetValue(name, out object? receivedValue);
        if (isThere && isGiven)
        {
            if (!AreEqual(currentValue, receivedValue))
            {
                throw Differs(name, $"'{FieldText.Of(receivedValue)}'", $"'{FieldText.Of(currentValue)}'");
            }
        }
        else if (isThere != isGiven)
        {
            throw Differs(name, Describe(isGiven, receivedValue), Describe(isThere, currentValue));
        }
    }

    private static bool AreEqual(object? left, object? right) =>
        FieldText.TryGetInteger(left, out long leftNumber) && FieldText.TryGetInteger(right, out long rightNumber)
            ? leftNumber == rightNumber
            : Equals(left, right);

    private static string Describe(bool isThere, object? value) =>
        isThere ? $"the value '{FieldText.Of(value)}' of type '{FieldText.TypeOf(value)}'" : "none";

    private AmqpChannelException Differs(string name, string received, string current) =>
        Refusal.Channel(ReplyCode.PreconditionFailed, $"inequivalent arg '{name}' for {what}: received {received} but current is {current}", method);
}
