namespace TypedAmqp.Generated;

/// <summary>Finds out which contract a delivery is.</summary>
/// <param name="message">The delivery.</param>
/// <returns>Its index; -1 when it is none that can arrive.</returns>
public delegate int ContractReader(in ReceivedMessage message);
