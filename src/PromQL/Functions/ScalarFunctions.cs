using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions;

/// <summary>Between scalars and vectors, and between presence and absence.</summary>
internal static class ScalarFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("vector", call => call.Emit(call.Scalar(0))),
        ("scalar", Scalar),
        ("absent", Absent),
        ("max_of", call => call.Emit(FloatLimits.Max(call.Scalar(0), call.Scalar(1)))),
        ("min_of", call => call.Emit(FloatLimits.Min(call.Scalar(0), call.Scalar(1)))),
    ];

    /// <summary>The labels of what is absent: those that a selector wants to be equal to one value.</summary>
    // A label that is named twice is left out, even if it is named twice alike; upstream has always done so. It sees the
    // matchers in the order in which its index has put them: those that take series away come last.
    // Source: Prometheus promql, createLabelsForAbsentFunction; tsdb, PostingsForMatchers.
    public static LabelSet LabelsOfAbsent(Expr expression)
    {
        VectorSelector? selector = expression as VectorSelector ?? (expression as MatrixSelector)?.Selector;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<LabelMatcher> matchers = selector is null ? [] : [.. selector.Matchers];
        HashSet<string> found = [.. matchers.Where(m => !m.MatchesEmpty).Select(m => m.Name)];
        foreach (LabelMatcher matcher in matchers.OrderBy(m => TakesAway(m) || !found.Contains(m.Name)))
        {
            if (matcher.Name == LabelName.MetricName)
            {
                continue;
            }

            labels.Remove(matcher.Name);
            if (matcher.Op == MatchOp.Equal && seen.Add(matcher.Name) && matcher.Value.Length > 0)
            {
                labels.Add(matcher.Name, matcher.Value);
            }
        }

        return LabelSet.Of([.. labels.Select(l => (l.Key, l.Value))]);
    }

    private static bool TakesAway(LabelMatcher matcher) =>
        matcher.Op is MatchOp.NotEqual or MatchOp.NotRegex && matcher.MatchesEmpty;

    private static void Scalar(StepCall call)
    {
        double value = BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
        int floats = 0;
        foreach (Element element in call.Vector(0))
        {
            if (element.Histogram is null)
            {
                value = ++floats == 1 ? element.Value : BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
            }
        }

        call.Emit(value);
    }

    private static void Absent(StepCall call)
    {
        if (call.Vector(0).Count == 0)
        {
            call.Memory ??= LabelsOfAbsent(call.Expression.Arguments[0]);
            call.Output.Add(new Element((LabelSet)call.Memory, 1, null, false));
        }
    }
}
