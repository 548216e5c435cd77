using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Functions.Rates;

namespace Tocsin.PromQL.Functions;

/// <summary>How fast counters and gauges change.</summary>
internal static class RateFunctions
{
    public static readonly (string Name, RangeFunction Function)[] All =
    [
        ("rate", call => Compute(call, RateKind.Rate)),
        ("increase", call => Compute(call, RateKind.Increase)),
        ("delta", call => Compute(call, RateKind.Delta)),
        ("irate", call => InstantRate.Compute(call, isRate: true)),
        ("idelta", call => InstantRate.Compute(call, isRate: false)),
        ("changes", SampleChanges.Changes),
        ("resets", SampleChanges.Resets),
        ("deriv", LinearRegression.Derivative),
        ("predict_linear", LinearRegression.Predict),
    ];

    private static RangeResult Compute(RangeCall call, RateKind kind)
    {
        if (!call.Floats.IsEmpty && !call.Histograms.IsEmpty)
        {
            call.Annotate(Annotations.Notes.MixedFloatsHistograms(call.Metric, call.RangeSpan));
            return RangeResult.None;
        }

        if (call.Edges != RangeEdges.Plain)
        {
            return call.Histograms.IsEmpty
                ? ExtendedRate.Compute(call, kind)
                : ExtendedHistogramRate.Compute(call, kind);
        }

        return call.Histograms.IsEmpty ? FloatRate.Compute(call, kind) : HistogramRate.Compute(call, kind);
    }
}
