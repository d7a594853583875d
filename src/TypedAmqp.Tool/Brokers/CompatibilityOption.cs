using System.CommandLine.Parsing;
using TypedAmqp.Broker;

namespace TypedAmqp.Tool.Brokers;

/// <summary>Reads the values of <c>--compat</c> and <c>--deny</c>.</summary>
internal static class CompatibilityOption
{
    /// <summary>The version; where the value is none, the error is in the result.</summary>
    public static Compatibility Parse(string value, ArgumentResult result)
    {
        switch (value)
        {
            case "3.10":
                return Compatibility.RabbitMq310;
            case "4.2":
                return Compatibility.RabbitMq42;
            default:
                result.AddError($"--compat takes 3.10 or 4.2, and not '{value}'.");
                return default;
        }
    }

    /// <summary>The deprecated feature, by RabbitMQ's name; where the value is none, the error is in the result.</summary>
    public static DeprecatedFeatures ParseDenied(string value, ArgumentResult result)
    {
        switch (value)
        {
            case "global_qos":
                return DeprecatedFeatures.GlobalQos;
            case "transient_nonexcl_queues":
                return DeprecatedFeatures.TransientNonExclusiveQueues;
            default:
                result.AddError($"--deny takes global_qos or transient_nonexcl_queues, and not '{value}'.");
                return default;
        }
    }
}
