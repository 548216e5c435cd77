using Tocsin.Model.Labels;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions;

/// <summary>Quantiles and fractions of histograms, native and classic.</summary>
internal static class QuantileFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("histogram_quantile", OneQuantile),
        ("histogram_quantiles", ManyQuantiles),
        ("histogram_fraction", Fraction),
    ];

    private static void OneQuantile(StepCall call)
    {
        double quantile = CheckedQuantile(call, 0);
        EmitQuantile(call, 1, Gather(call, 1), quantile, labels => labels);
    }

    private static void ManyQuantiles(StepCall call)
    {
        string label = call.Text(1);
        double[] quantiles = [.. Enumerable.Range(2, call.ArgumentCount - 2).Select(i => CheckedQuantile(call, i))];
        HistogramGroups groups = Gather(call, 0);
        foreach (double quantile in quantiles)
        {
            string value = LabelValue(quantile);
            EmitQuantile(call, 0, groups, quantile, labels => call.Run.Labels.With(labels, label, value));
        }
    }

    private static void Fraction(StepCall call)
    {
        (double lower, double upper) = (call.Scalar(0), call.Scalar(1));
        HistogramGroups groups = Gather(call, 2);
        foreach (Element element in groups.Native)
        {
            double fraction = NativeQuantiles.Fraction(lower, upper, element.Histogram!, out NaNEffect effect);
            if (effect != NaNEffect.None)
            {
                call.Annotate(Notes.FractionOfNaN(NameOf(call, element.Labels), call.SpanOf(2)));
            }

            call.Emit(element, fraction);
        }

        foreach (ClassicGroup group in groups.Classic)
        {
            call.Emit(group.Element, ClassicBuckets.Fraction(lower, upper, group.Buckets));
        }
    }

    private static void EmitQuantile(
        StepCall call, int argument, HistogramGroups groups, double quantile, Func<LabelSet, LabelSet> labelsOf)
    {
        SourceSpan span = call.SpanOf(argument);
        foreach (Element element in groups.Native)
        {
            double value = NativeQuantiles.Quantile(quantile, element.Histogram!, out NaNEffect effect);
            if (effect != NaNEffect.None)
            {
                string name = NameOf(call, element.Labels);
                bool isSkewed = effect == NaNEffect.Skewed;
                call.Annotate(isSkewed ? Notes.QuantileSkewed(name, span) : Notes.QuantileOfNaN(name, span));
            }

            call.Output.Add(new Element(labelsOf(call.DropName(element.Labels)), value, null, true));
        }

        foreach (ClassicGroup group in groups.Classic)
        {
            double value = ClassicBuckets.Quantile(quantile, group.Buckets, out ClassicRepair repair);
            if (repair.IsForced)
            {
                var range = new MonotonicityRange(
                    call.TimeMs, call.TimeMs, repair.BucketMin, repair.BucketMax, repair.DifferenceMax, 1);
                call.Annotate(Notes.ForcedMonotonicity(NameOf(call, group.Element.Labels), range, span));
            }

            call.Output.Add(new Element(labelsOf(call.DropName(group.Element.Labels)), value, null, true));
        }
    }

    private static double CheckedQuantile(StepCall call, int argument)
    {
        double quantile = call.Scalar(argument);
        if (!(quantile is >= 0 and <= 1))
        {
            call.Annotate(Notes.InvalidQuantile(quantile, call.SpanOf(argument)));
        }

        return quantile;
    }

    // A series with a native histogram and classic buckets at one instant is no histogram at all.
    private static HistogramGroups Gather(StepCall call, int argument)
    {
        var memory = (BucketSeries)(call.Memory ??= new BucketSeries(call.Run.Labels));
        var classic = new Dictionary<LabelSet, ClassicGroup>();
        List<ClassicGroup> groups = [];
        List<Element> native = [];
        foreach (Element element in call.Vector(argument))
        {
            if (element.Histogram is not null)
            {
                native.Add(element);
                continue;
            }

            (LabelSet labels, double? bound) = memory.Of(element.Labels);
            if (bound is not double upper)
            {
                string le = element.Labels["le"] ?? "";
                call.Annotate(Notes.BadBucketLabel(NameOf(call, element.Labels), le, call.SpanOf(argument)));
                continue;
            }

            if (!classic.TryGetValue(labels, out ClassicGroup? group))
            {
                group = new ClassicGroup(element with { Labels = labels }, []);
                classic.Add(labels, group);
                groups.Add(group);
            }

            group.Buckets.Add(new ClassicBucket(upper, element.Value));
        }

        for (int i = native.Count - 1; i >= 0 && groups.Count > 0; i--)
        {
            if (classic.Remove(native[i].Labels, out ClassicGroup? both))
            {
                call.Annotate(Notes.MixedClassicNative(NameOf(call, native[i].Labels), call.SpanOf(argument)));
                groups.Remove(both);
                native.RemoveAt(i);
            }
        }

        return new HistogramGroups(native, groups);
    }

    // Where names are dropped at once, there is none to tell.
    private static string NameOf(StepCall call, LabelSet labels) =>
        call.Run.DelaysNameRemoval ? LabelEditor.NameOf(labels) : "";

    // Source: OpenMetrics, canonical numbers of le and quantile labels: a whole number has ".0".
    private static string LabelValue(double quantile)
    {
        string text = FloatText.General(quantile);
        return double.IsFinite(quantile) && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    private sealed record ClassicGroup(Element Element, List<ClassicBucket> Buckets);

    private sealed record HistogramGroups(List<Element> Native, List<ClassicGroup> Classic);

    /// <summary>What each bucket's series is a bucket of, found once per series and not at every step.</summary>
    private sealed class BucketSeries(LabelEditor editor)
    {
        private readonly Dictionary<LabelSet, (LabelSet Labels, double? Bound)> _known = [];

        public (LabelSet Labels, double? Bound) Of(LabelSet series)
        {
            if (!_known.TryGetValue(series, out (LabelSet, double?) known))
            {
                known = BucketBound.TryParse(series["le"] ?? "", out double bound)
                    ? (editor.With(series, "le", ""), bound)
                    : (series, null);
                _known.Add(series, known);
            }

            return known;
        }
    }
}
