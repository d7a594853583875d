namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>What remains of what was not synced.</summary>
internal enum Crash
{
    /// <summary>The process is killed: all that was written is there.</summary>
    Kill,

    /// <summary>The power fails: octets and names that were not synced are gone.</summary>
    PowerLoss,

    /// <summary>The power fails: octets that were not synced are there but for the last sector, names are not.</summary>
    TornPowerLoss,

    /// <summary>The power fails: of what was not synced every other sector is there, over what was there before, and no names.</summary>
    EvenSectors,

    /// <summary>The same with the other sectors, and with the names; what was cut off is there again.</summary>
    OddSectors,
}
