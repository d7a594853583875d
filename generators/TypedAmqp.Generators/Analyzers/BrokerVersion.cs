using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The version of RabbitMQ that a program is written for: the MSBuild property <c>TypedAmqpBrokerVersion</c>, such as <c>3.13</c>.</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
internal sealed record BrokerVersion(int Major, int Minor)
{
    /// <summary>The property as the compiler sees it.</summary>
    public const string Option = "build_property.TypedAmqpBrokerVersion";

    private static readonly BrokerVersion Default = new(4, 2);

    /// <summary>The version that the project names. One that is no version is refused by the build itself; here it counts as the default.</summary>
    public static BrokerVersion Of(AnalyzerConfigOptions options)
    {
        string[] numbers = options.TryGetValue(Option, out string? text) ? text.Split('.') : [];
        return numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
                ? new BrokerVersion(major, minor)
                : Default;
    }

    public bool IsFrom(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    public override string ToString() => Major.ToString(CultureInfo.InvariantCulture) + "." + Minor.ToString(CultureInfo.InvariantCulture);
}
