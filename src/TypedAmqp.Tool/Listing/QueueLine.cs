namespace TypedAmqp.Tool.Listing;

/// <summary>A queue as it is listed; names as in RabbitMQ's management API.</summary>
/// <param name="Name">The queue's name.</param>
/// <param name="Messages">Messages in it, ready or delivered and not acknowledged yet.</param>
/// <param name="Consumers">How many consume from it.</param>
internal sealed record QueueLine(string Name, long Messages, int Consumers);
