namespace TypedAmqp.Manifests;

/// <summary>A queue as the management API sees it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Ready">How many messages wait; null until the broker has counted them.</param>
/// <param name="Unacknowledged">How many are with consumers.</param>
/// <param name="Consumers">How many consumers there are.</param>
internal sealed record QueueState(QueueDescriptor Queue, long? Ready, long? Unacknowledged, long? Consumers);
