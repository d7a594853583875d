namespace TypedAmqp.Server.Management;

/// <summary>The node: there is one. Memory is in octets, its time in milliseconds.</summary>
internal sealed record NodeView(
    string Name, string Type, bool Running, string OsPid, long Uptime, int Processors, int RunQueue, long MemUsed, long MemLimit, bool MemAlarm,
    long DiskFreeLimit,
    bool DiskFreeAlarm, string RatesMode, string[] Partitions, string[] EnabledPlugins, ExchangeTypeView[] ExchangeTypes,
    ExchangeTypeView[] AuthMechanisms);
