using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Functions.Information;

namespace Tocsin.PromQL.Functions;

/// <summary><c>info</c>: gives series the labels of the info series that describe the same target.</summary>
// Source: Prometheus documentation, info: matched by instance and job, which are hard coded there as well.
internal static class InfoFunction
{
    public static readonly (string Name, SeriesFunction Function)[] All = [("info", Evaluate)];

    private static readonly LabelNames Identifying = new(["instance", "job"]);

    private static List<StepSeries> Evaluate(CallExpr call, Evaluator evaluator)
    {
        (long? at, long offset) = InfoTimes.Of(call.Arguments[0]);
        List<StepSeries> described = evaluator.Evaluate(call.Arguments[0]);
        var selector = new InfoSelector(call.Arguments.Count > 1 ? (VectorSelector)call.Arguments[1] : null);
        bool[] isInfo = [.. described.Select(s => selector.IsInfo(s.Labels))];
        List<StepSeries> times = [];
        List<StepSeries> info = Select(evaluator, selector, [.. described.Where((_, i) => !isInfo[i])], (at, offset), times);

        var assembler = new StepAssembler(evaluator.Run, evaluator.Grid);
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            Dictionary<(LabelSet Target, string Metric), LabelSet> newest = Newest(evaluator.Run, info, times, step);
            elements.Clear();
            for (int i = 0; i < described.Count; i++)
            {
                StepSeries series = described[i];
                if (!series.Has(step))
                {
                    continue;
                }

                LabelSet? labels = isInfo[i] ? series.Labels : Enrich(evaluator.Run, series.Labels, newest, selector);
                if (labels is not null)
                {
                    elements.Add(new Element(labels, series.Value(step), series.Histogram(step), series.DropsName));
                }
            }

            assembler.Add(step, elements);
        }

        return assembler.Finish();
    }

    // The info series of the targets at hand, with their values' times beside them.
    private static List<StepSeries> Select(
        Evaluator evaluator, InfoSelector selector, List<StepSeries> described, (long? AtMs, long OffsetMs) when, List<StepSeries> times)
    {
        List<LabelMatcher>? targets = InfoSelector.Targets(described);
        if (targets is null)
        {
            return [];
        }

        ReadOnlySpan<LabelMatcher> matchers = [.. targets, .. selector.Matchers];
        var select = new VectorSelector(default, "", ValueList.Create(matchers))
        {
            Offset = new OffsetModifier(when.OffsetMs),
            At = when.AtMs is { } at ? new AtModifier(AtKind.Timestamp, at) : null,
        };
        List<StepSeries> info = InstantSelectors.Evaluate(select, evaluator.Run, evaluator.Grid);
        times.AddRange(InstantSelectors.Evaluate(select, evaluator.Run, evaluator.Grid, SampleAspect.Time));
        return info;
    }

    // Of the info series of one metric that describe one target, the one with the newest sample counts.
    private static Dictionary<(LabelSet Target, string Metric), LabelSet> Newest(
        QueryRun run, List<StepSeries> info, List<StepSeries> times, int step)
    {
        var newest = new Dictionary<(LabelSet Target, string Metric), (LabelSet Labels, double Time)>();
        for (int i = 0; i < info.Count; i++)
        {
            if (!info[i].Has(step))
            {
                continue;
            }

            LabelSet labels = info[i].Labels;
            if (info[i].Histogram(step) is not null)
            {
                throw QueryFailure.Execution(
                    $"this should be an info metric, with float samples: {LabelText.Of(labels)}");
            }

            (LabelSet, string) key = (run.Labels.Keep(labels, Identifying), LabelEditor.NameOf(labels));
            double time = times[i].Value(step);
            if (newest.TryGetValue(key, out (LabelSet Labels, double Time) other) && other.Time == time)
            {
                throw Duplicate(other, (labels, time));
            }

            if (other.Labels is null || other.Time < time)
            {
                newest[key] = (labels, time);
            }
        }

        return newest.ToDictionary(n => n.Key, n => n.Value.Labels);
    }

    private static LabelSet? Enrich(
        QueryRun run, LabelSet labels, Dictionary<(LabelSet Target, string Metric), LabelSet> info, InfoSelector selector)
    {
        LabelSet target = run.Labels.Keep(labels, Identifying);
        LabelSet added = LabelSet.Empty;
        bool found = false;
        foreach (((LabelSet Target, string Metric) key, LabelSet described) in info)
        {
            if (key.Target.Equals(target))
            {
                found = true;
                added = Gather(run, labels, added, (described, selector));
            }
        }

        if (!found && !selector.AllowsNone)
        {
            return null;
        }

        LabelSet enriched = labels;
        foreach (LabelSet.Label label in added)
        {
            enriched = run.Labels.With(enriched, label.NameText, label.ValueText);
        }

        return enriched;
    }

    private static LabelSet Gather(
        QueryRun run, LabelSet labels, LabelSet added, (LabelSet Info, InfoSelector Selector) from)
    {
        foreach (LabelSet.Label label in from.Info)
        {
            string name = label.NameText;
            if (name == LabelName.MetricName || !from.Selector.Wants(name))
            {
                continue;
            }

            if (added.TryGetValue(label.Name, out ReadOnlySpan<byte> other) && !other.SequenceEqual(label.Value))
            {
                throw QueryFailure.Execution($"conflicting label: {name}");
            }

            if (!labels.TryGetValue(label.Name, out _))
            {
                added = run.Labels.With(added, name, label.ValueText);
            }
        }

        return added;
    }

    private static QueryFailure Duplicate((LabelSet Labels, double Time) existing, (LabelSet Labels, double Time) other) =>
        QueryFailure.Execution(string.Create(
            CultureInfo.InvariantCulture,
            $"found duplicate series for info metric: existing {LabelText.Of(existing.Labels)} @ {existing.Time * 1000:F0}"
            + $", new {LabelText.Of(other.Labels)} @ {other.Time * 1000:F0}"));
}
