using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>rate</c>, <c>increase</c> and <c>delta</c> of floats.</summary>
internal static class FloatRate
{
    public static RangeResult Compute(RangeCall call, RateKind kind)
    {
        TimedSpan<double> floats = call.Floats;
        bool usesStarts = kind.IsCounter() && call.Run.Options.UsesStartTimes;
        double change = floats.Values[^1] - floats.Values[0];
        if (kind.IsCounter())
        {
            change = AddResets(call, floats, usesStarts, change);
        }

        long start = usesStarts ? floats.Starts[0] : 0;
        bool startsInside = start != 0 && start > call.StartMs && start < floats.Times[0];
        if (floats.Count == 1 && !startsInside)
        {
            return RangeResult.None;
        }

        // A counter that started in the window was 0 then, so that its first value is an increase too.
        double first = floats.Values[0];
        change = startsInside ? change + first : change;
        var extrapolation = new Extrapolation(floats.Times[0], floats.Times[^1], floats.Count - 1)
        {
            CounterStartMs = startsInside ? start : null,
            ValueAtStartPerChange = kind.IsCounter() && change > 0 && first >= 0 ? first / change : double.NaN,
        };
        return change * extrapolation.Factor(call.Bounds, kind);
    }

    private static double AddResets(RangeCall call, TimedSpan<double> floats, bool usesStarts, double change)
    {
        bool toldOverlap = false;
        for (int i = 1; i < floats.Count; i++)
        {
            bool isReset = floats.Values[i] < floats.Values[i - 1];
            if (usesStarts)
            {
                var before = new TimedStart(floats.Times[i - 1], floats.Starts[i - 1]);
                var after = new TimedStart(floats.Times[i], floats.Starts[i]);
                if (!toldOverlap && StartTimes.Overlap(before, after))
                {
                    call.Annotate(Notes.StartOverlap(call.Metric, call.RangeSpan));
                    toldOverlap = true;
                }

                isReset = isReset || StartTimes.IsReset(before, after);
            }

            change = isReset ? change + floats.Values[i - 1] : change;
        }

        return change;
    }
}
