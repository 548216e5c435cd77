using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Results;

/// <summary>Makes values out of what the evaluation left.</summary>
internal static class ResultBuilder
{
    public static QueryValue Instant(Query query, List<StepSeries> series)
    {
        if (query.Expression.Type == ExpressionType.Scalar)
        {
            return new QueryValue.Scalar(query.StartMs, series[0].Value(0));
        }

        return new QueryValue.Vector(
            query.StartMs, [.. series.Select(s => new VectorSample(s.Labels, s.Value(0), s.Histogram(0)))]);
    }

    public static QueryValue Matrix(List<StepSeries> series, StepGrid grid) =>
        new QueryValue.Matrix([.. series.Select(s => Points(s, grid)).OrderBy(s => s.Labels, LabelOrder.Instance)]);

    public static QueryValue Matrix(List<WindowSeries> series, QueryRun run)
    {
        List<MatrixSeries> matrix = [];
        foreach (WindowSeries one in series)
        {
            matrix.Add(new MatrixSeries(
                one.DropsName && run.DelaysNameRemoval ? LabelEditor.DropReserved(one.Labels) : one.Labels,
                one.Floats,
                one.Histograms));
        }

        return new QueryValue.Matrix([.. matrix.OrderBy(s => s.Labels, LabelOrder.Instance)]);
    }

    private static MatrixSeries Points(StepSeries series, StepGrid grid)
    {
        List<FloatPoint> floats = [];
        List<HistogramPoint> histograms = [];
        for (int step = 0; step < series.Steps; step++)
        {
            if (series.Histogram(step) is { } histogram)
            {
                histograms.Add(new(grid.TimeOf(step), histogram));
            }
            else if (series.Has(step))
            {
                floats.Add(new(grid.TimeOf(step), series.Value(step)));
            }
        }

        return new MatrixSeries(series.Labels, floats, histograms);
    }
}
