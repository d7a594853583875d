using System.Text.Json.Nodes;

namespace TypedAmqp.Server.Management;

/// <summary>The broker at a glance.</summary>
internal sealed record OverviewView(
    string ProductName, string ProductVersion, string ManagementVersion, string RabbitmqVersion, string Node, string ClusterName,
    ObjectTotals ObjectTotals,
    QueueTotals QueueTotals, JsonObject MessageStats, ListenerView[] Listeners, ExchangeTypeView[] ExchangeTypes, string RatesMode, bool DisableStats,
    bool EnableQueueTotals,
    int StatisticsDbEventQueue, string[] Contexts);
