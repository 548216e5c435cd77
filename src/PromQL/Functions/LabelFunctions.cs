using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.Regexes;

namespace Tocsin.PromQL.Functions;

/// <summary>Functions that change labels and nothing else, so they need not look at the samples.</summary>
internal static class LabelFunctions
{
    public static readonly (string Name, SeriesFunction Function)[] All =
    [
        ("label_replace", Replace),
        ("label_join", Join),
    ];

    private static List<StepSeries> Replace(CallExpr call, Evaluator evaluator)
    {
        (string target, string template, string source) = (Text(call, 1), Text(call, 2), Text(call, 3));
        string pattern = Text(call, 4);
        if (!Re2.TryCompile(pattern, Re2Anchoring.WholeDotAll, out Re2? regex, out _))
        {
            throw QueryFailure.Execution($"invalid regular expression in label_replace(): {pattern}");
        }

        RefuseBadName(target, "invalid destination label name in label_replace()");

        // A template without $ needs no groups, which are dear to find.
        int groups = template.AsSpan().Count('$');
        bool isPlain = groups == 0;
        return Change(call, evaluator, target, labels =>
        {
            string value = labels[source] ?? "";
            QueryBudget.CheckLabel(template.Length + ((long)groups * value.Length));
            return !regex.IsMatch(value.AsSpan()) ? null : isPlain ? template : regex.ReplaceAll(value, template);
        });
    }

    private static List<StepSeries> Join(CallExpr call, Evaluator evaluator)
    {
        (string target, string separator) = (Text(call, 1), Text(call, 2));
        string[] sources = [.. Enumerable.Range(3, call.Arguments.Count - 3).Select(i => Text(call, i))];
        foreach (string source in sources)
        {
            RefuseBadName(source, "invalid source label name in label_join()");
        }

        RefuseBadName(target, "invalid destination label name in label_join()");
        return Change(call, evaluator, target, labels =>
        {
            string[] values = [.. sources.Select(s => labels[s] ?? "")];
            QueryBudget.CheckLabel(values.Sum(v => (long)v.Length + separator.Length));
            return string.Join(separator, values);
        });
    }

    // Sets a label of each series to what a function gives; null leaves the series as it is, an empty text takes the
    // label away.
    private static List<StepSeries> Change(
        CallExpr call, Evaluator evaluator, string target, Func<LabelSet, string?> valueOf)
    {
        List<StepSeries> result = evaluator.Evaluate(call.Arguments[0]);
        foreach (StepSeries series in result)
        {
            if (valueOf(series.Labels) is string value)
            {
                int before = series.Labels.Encoded.Length;
                series.Labels = evaluator.Run.Labels.With(series.Labels, target, value);
                evaluator.Run.Budget.HoldMore(series.Labels.Encoded.Length - before);

                // Whoever sets the name means to keep it.
                series.DropsName &= target != LabelName.MetricName;
            }
        }

        return SeriesMerging.Merge(result);
    }

    private static void RefuseBadName(string name, string message)
    {
        if (!LabelName.IsUtf8(name.AsSpan()))
        {
            throw QueryFailure.Execution($"{message}: {name}");
        }
    }

    private static string Text(CallExpr call, int argument) => ((StringLiteral)call.Arguments[argument]).Value;
}
