using System.Collections.Frozen;
using Tocsin.PromQL.Functions.Rates;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>A function of a window of floats.</summary>
/// <param name="window">The samples, at least one.</param>
/// <param name="bounds">The window.</param>
/// <param name="value">The result.</param>
/// <returns>False if there is none.</returns>
internal delegate bool WindowKernel(WindowSpan window, WindowBounds bounds, out double value);

/// <summary>
/// The functions of ranges as loops over decoded floats, with the operations of the plain evaluator in the same order.
/// </summary>
internal static class WindowKernels
{
    /// <summary>The kernels by the names of the functions.</summary>
    public static readonly FrozenDictionary<string, WindowKernel> All = new Dictionary<string, WindowKernel>
    {
        ["rate"] = (WindowSpan w, WindowBounds b, out double v) => Extrapolate(w, b, RateKind.Rate, out v),
        ["increase"] = (WindowSpan w, WindowBounds b, out double v) => Extrapolate(w, b, RateKind.Increase, out v),
        ["delta"] = (WindowSpan w, WindowBounds b, out double v) => Extrapolate(w, b, RateKind.Delta, out v),
        ["irate"] = (WindowSpan w, WindowBounds _, out double v) => LastTwo(w, true, out v),
        ["idelta"] = (WindowSpan w, WindowBounds _, out double v) => LastTwo(w, false, out v),
        ["max_over_time"] = Largest,
        ["min_over_time"] = Smallest,
        ["sum_over_time"] = Sum,
        ["avg_over_time"] = Average,
        ["stdvar_over_time"] = Variance,
        ["stddev_over_time"] = Deviation,
        ["count_over_time"] = (WindowSpan w, WindowBounds _, out double v) => Give(w.Values.Length, out v),
        ["present_over_time"] = (WindowSpan _, WindowBounds _, out double v) => Give(1, out v),
        ["last_over_time"] = (WindowSpan w, WindowBounds _, out double v) => Give(w.Values[^1], out v),
        ["first_over_time"] = (WindowSpan w, WindowBounds _, out double v) => Give(w.Values[0], out v),
        ["changes"] = Changes,
        ["resets"] = (WindowSpan w, WindowBounds _, out double v) => Give(CountDecreases(w.Values), out v),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for the functions whose result has the name of the series.</summary>
    public static bool KeepsName(string function) => function is "last_over_time" or "first_over_time";

    private static bool Give(double result, out double value)
    {
        value = result;
        return true;
    }

    private static bool Extrapolate(WindowSpan window, WindowBounds bounds, RateKind kind, out double value)
    {
        ReadOnlySpan<double> values = window.Values;
        value = 0;
        if (values.Length < 2)
        {
            return false;
        }

        double first = values[0];
        double change = values[^1] - first;
        if (kind.IsCounter() && WindowScan.HasDecrease(values))
        {
            double before = first;
            foreach (double after in values[1..])
            {
                change = after < before ? change + before : change;
                before = after;
            }
        }

        var extrapolation = new Extrapolation(window.Times[0], window.Times[^1], values.Length - 1)
        {
            ValueAtStartPerChange = kind.IsCounter() && change > 0 && first >= 0 ? first / change : double.NaN,
        };
        value = change * extrapolation.Factor(bounds, kind);
        return true;
    }

    private static bool LastTwo(WindowSpan window, bool isRate, out double value)
    {
        value = 0;
        if (window.Values.Length < 2)
        {
            return false;
        }

        (double before, double after) = (window.Values[^2], window.Values[^1]);
        double seconds = (window.Times[^1] - window.Times[^2]) / 1000.0;
        double change = isRate && after < before ? after : after - before;
        value = isRate ? change / seconds : change;
        return true;
    }

    private static bool Largest(WindowSpan window, WindowBounds bounds, out double value)
    {
        if (WindowScan.TryFindLargest(window.Values, out value))
        {
            return true;
        }

        value = window.Values[0];
        foreach (double one in window.Values[1..])
        {
            if (one > value || double.IsNaN(value))
            {
                value = one;
            }
        }

        return true;
    }

    private static bool Smallest(WindowSpan window, WindowBounds bounds, out double value)
    {
        value = window.Values[0];
        foreach (double one in window.Values[1..])
        {
            if (one < value || double.IsNaN(value))
            {
                value = one;
            }
        }

        return true;
    }

    private static bool Sum(WindowSpan window, WindowBounds bounds, out double value)
    {
        (double sum, double lost) = (0, 0);
        foreach (double one in window.Values)
        {
            CompensatedSum.Add(one, ref sum, ref lost);
        }

        return Give(double.IsInfinity(sum) ? sum : sum + lost, out value);
    }

    private static bool Average(WindowSpan window, WindowBounds bounds, out double value)
    {
        var mean = default(RunningMean);
        foreach (double one in window.Values)
        {
            mean.Add(one);
        }

        return Give(mean.Value, out value);
    }

    private static bool Deviation(WindowSpan window, WindowBounds bounds, out double value)
    {
        Variance(window, bounds, out double variance);
        return Give(Math.Sqrt(variance), out value);
    }

    private static bool Variance(WindowSpan window, WindowBounds bounds, out double value)
    {
        (double mean, double lostMean, double squares, double lostSquares) = (0, 0, 0, 0);
        for (int i = 0; i < window.Values.Length; i++)
        {
            double one = window.Values[i];
            double delta = one - (mean + lostMean);
            CompensatedSum.Add(delta / (i + 1), ref mean, ref lostMean);
            CompensatedSum.Add(delta * (one - (mean + lostMean)), ref squares, ref lostSquares);
        }

        return Give((squares + lostSquares) / window.Values.Length, out value);
    }

    private static bool Changes(WindowSpan window, WindowBounds bounds, out double value)
    {
        int changes = 0;
        double before = window.Values[0];
        foreach (double after in window.Values[1..])
        {
            changes += after == before || (double.IsNaN(after) && double.IsNaN(before)) ? 0 : 1;
            before = after;
        }

        return Give(changes, out value);
    }

    private static int CountDecreases(ReadOnlySpan<double> values)
    {
        int decreases = 0;
        double before = values[0];
        foreach (double after in values[1..])
        {
            decreases += after < before ? 1 : 0;
            before = after;
        }

        return decreases;
    }
}
