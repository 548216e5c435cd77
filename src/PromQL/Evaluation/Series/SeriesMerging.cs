using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation.Series;

/// <summary>What happens to series that have the same labels after an operation.</summary>
internal static class SeriesMerging
{
    /// <summary>Ends the evaluation if two series have the same labels.</summary>
    public static void RefuseSameLabels(List<StepSeries> series)
    {
        if (HasSameLabels(series))
        {
            throw QueryFailure.SameLabels();
        }
    }

    /// <summary>Makes one of the series with the same labels; ends the evaluation if they have samples at one step.</summary>
    public static List<StepSeries> Merge(List<StepSeries> series)
    {
        if (!HasSameLabels(series))
        {
            return series;
        }

        List<StepSeries> merged = [];
        var byLabels = new Dictionary<LabelSet, StepSeries>();
        foreach (StepSeries one in series)
        {
            if (byLabels.TryAdd(one.Labels, one))
            {
                merged.Add(one);
            }
            else
            {
                Pour(one, byLabels[one.Labels]);
            }
        }

        return merged;
    }

    /// <summary>Drops the names that were to go at the end.</summary>
    public static List<StepSeries> DropNames(QueryRun run, List<StepSeries> series)
    {
        foreach (StepSeries one in series)
        {
            if (one.DropsName)
            {
                one.Labels = LabelEditor.DropReserved(one.Labels);
            }
        }

        return Merge(series);
    }

    private static bool HasSameLabels(List<StepSeries> series)
    {
        if (series.Count < 2)
        {
            return false;
        }

        var seen = new HashSet<LabelSet>(series.Count);
        foreach (StepSeries one in series)
        {
            if (!seen.Add(one.Labels))
            {
                return true;
            }
        }

        return false;
    }

    private static void Pour(StepSeries from, StepSeries into)
    {
        for (int step = 0; step < from.Steps; step++)
        {
            if (!from.Has(step))
            {
                continue;
            }

            if (into.Has(step))
            {
                throw QueryFailure.SameLabels();
            }

            into.Set(step, from.Value(step), from.Histogram(step));
        }
    }
}
