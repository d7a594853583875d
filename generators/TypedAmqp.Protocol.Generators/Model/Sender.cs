namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>Which peer sends a method.</summary>
[Flags]
internal enum Sender
{
    Client = 1,
    Server = 2,
    Both = Client | Server,
}
