using System.Globalization;

namespace TypedAmqp.Benchmarks.Reporting;

/// <summary>Figures as text, and the one that stands for several.</summary>
internal static class Figures
{
    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>With thousands separated, and so many decimals.</summary>
    public static string Text(double value, int decimals = 0) =>
        value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>How many times.</summary>
    public static string Times(double value) => Text(value, value < 10 ? 1 : 0) + " x";
}
