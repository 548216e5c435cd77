using Tocsin.Model.Samples;

namespace Tocsin.Conformance.PromQL;

/// <summary>When two floats count as equal: within a millionth of their sum, or both the same kind of NaN.</summary>
internal static class Closeness
{
    private const double Tolerance = 1e-6;
    private const double SmallestNormal = 2.2250738585072014e-308;

    public static bool AreClose(double wanted, double actual)
    {
        if (StaleMarker.Is(wanted) || StaleMarker.Is(actual))
        {
            return StaleMarker.Is(wanted) && StaleMarker.Is(actual);
        }

        if (wanted == actual || (double.IsNaN(wanted) && double.IsNaN(actual)))
        {
            return true;
        }

        double sum = Math.Abs(wanted) + Math.Abs(actual);
        double difference = Math.Abs(wanted - actual);
        return wanted == 0 || actual == 0 || sum < SmallestNormal
            ? difference < Tolerance * SmallestNormal
            : difference / Math.Min(sum, double.MaxValue) < Tolerance;
    }
}
