using Tocsin.Model.Samples;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>Range vectors as results, with values at their edges where the selector is anchored or smoothed.</summary>
internal static class ExtendedWindows
{
    /// <summary>The window of a series at the first step, or null if nothing is in it.</summary>
    public static WindowSeries? Cut(WindowSource source, int index, SampleBuffer buffer)
    {
        long end = source.Times.At(0);
        long start = end - source.RangeMs;
        TimedSpan<double> floats = buffer.Floats.Between(start - source.ReachBackMs, end + source.ReachAheadMs);
        TimedSpan<FloatHistogram> histograms =
            buffer.Histograms.Between(start - source.ReachBackMs, end + source.ReachAheadMs);
        List<FloatPoint> points = [];
        if (source.Edges == RangeEdges.Plain)
        {
            for (int i = 0; i < floats.Count; i++)
            {
                points.Add(new(floats.Times[i], floats.Values[i]));
            }
        }
        else if (!histograms.IsEmpty)
        {
            string modifier = source.Edges == RangeEdges.Anchored ? "anchored" : "smoothed";
            throw QueryFailure.Execution($"{modifier} modifier is not supported with histograms");
        }
        else if (!floats.IsEmpty)
        {
            Extend(floats, (start, end), source.Edges == RangeEdges.Smoothed, points);
        }

        List<HistogramPoint> histogramPoints = [];
        for (int i = 0; i < histograms.Count; i++)
        {
            histogramPoints.Add(new(histograms.Times[i], histograms.Values[i]));
        }

        return points.Count + histogramPoints.Count == 0
            ? null
            : new(source.Labels(index), source.DropsName(index), points, histogramPoints);
    }

    private static void Extend(TimedSpan<double> floats, (long Start, long End) range, bool isSmoothed, List<FloatPoint> into)
    {
        EdgeIndexes edges = EdgeIndexes.Of(floats.Times, range.Start, range.End, isSmoothed);
        if (floats.Times[edges.Last] <= range.Start)
        {
            return;
        }

        into.Add(new(range.Start, EdgeValues.Left(floats, edges.First, range.Start, isSmoothed, false)));
        for (int i = edges.First; i <= edges.Last; i++)
        {
            if (floats.Times[i] > range.Start && floats.Times[i] < range.End)
            {
                into.Add(new(floats.Times[i], floats.Values[i]));
            }
        }

        into.Add(new(range.End, EdgeValues.Right(floats, edges.Last, range.End, isSmoothed, false)));
    }
}
