using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Conformance.PromQL;

/// <summary>Compares a value with what a case expects; the answer is the first difference, or null.</summary>
internal static class ResultComparer
{
    public static string? Compare(EvalCase one, QueryValue value) => value switch
    {
        QueryValue.Scalar scalar => one.Expect.Scalar is { } wanted
            ? Floats(wanted, scalar.Value, "scalar")
            : $"a scalar {scalar.Value} was not expected",
        QueryValue.Text text => text.Value == one.Expect.Text ? null : $"expected \"{one.Expect.Text}\", got \"{text.Value}\"",
        QueryValue.Vector vector => Vector(one, vector.Samples),
        QueryValue.Matrix matrix => one.Expect.IsOrdered ? "a matrix has no order" : Order(matrix) ?? Matrix(one, matrix.Series),
        _ => "no value",
    };

    /// <summary>Matrices come in the order of their labels.</summary>
    public static string? Order(QueryValue.Matrix matrix)
    {
        for (int i = 1; i < matrix.Series.Count; i++)
        {
            if (LabelOrdering.Compare(matrix.Series[i - 1].Labels, matrix.Series[i].Labels) > 0)
            {
                return $"{matrix.Series[i].Labels} comes too late";
            }
        }

        return null;
    }

    private static string? Vector(EvalCase one, IReadOnlyList<VectorSample> samples)
    {
        if (one.Expect.Scalar is { } scalar)
        {
            return $"expected the scalar {scalar}, got a vector";
        }

        var seen = new HashSet<LabelSet>();
        for (int i = 0; i < samples.Count; i++)
        {
            VectorSample sample = samples[i];
            if (!one.Expect.Series.TryGetValue(sample.Labels, out (int Place, IReadOnlyList<NotedValue> Values) wanted))
            {
                return $"unexpected {sample.Labels} {Text(sample.Value, sample.Histogram)}";
            }

            if (one.Expect.IsOrdered && wanted.Place != i + 1)
            {
                return $"{sample.Labels} is at place {i + 1} instead of {wanted.Place}";
            }

            string? fault = Sample(wanted.Values[0], sample.Value, sample.Histogram, sample.Labels);
            if (fault is not null)
            {
                return fault;
            }

            seen.Add(sample.Labels);
        }

        return Missing(one, seen);
    }

    private static string? Matrix(EvalCase one, IReadOnlyList<MatrixSeries> matrix)
    {
        if (one.Expect.Scalar is { } scalar)
        {
            return $"expected the scalar {scalar}, got a matrix";
        }

        var seen = new HashSet<LabelSet>();
        foreach (MatrixSeries series in matrix)
        {
            if (!one.Expect.Series.TryGetValue(series.Labels, out (int Place, IReadOnlyList<NotedValue> Values) wanted))
            {
                return $"unexpected {series.Labels}: {Text(series)}";
            }

            if (Points(one, wanted.Values, series) is { } fault)
            {
                return fault;
            }

            seen.Add(series.Labels);
        }

        return Missing(one, seen);
    }

    private static string? Points(EvalCase one, IReadOnlyList<NotedValue> values, MatrixSeries series)
    {
        int floats = values.Count(v => !v.IsGap && v.Histogram is null);
        int histograms = values.Count(v => v.Histogram is not null);
        if (floats != series.Floats.Count || histograms != series.Histograms.Count)
        {
            return $"expected {floats} floats and {histograms} histograms for {series.Labels}, got {Text(series)}";
        }

        (int f, int h) = (0, 0);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].IsGap)
            {
                continue;
            }

            (long time, double value, FloatHistogram? histogram) = values[i].Histogram is null
                ? (series.Floats[f].TimeMs, series.Floats[f++].Value, (FloatHistogram?)null)
                : (series.Histograms[h].TimeMs, 0.0, series.Histograms[h++].Value);
            long wanted = one.StartMs + (i * one.StepMs);
            string? fault = time != wanted
                ? $"{series.Labels} has a point at {time} instead of {wanted}: {Text(series)}"
                : Sample(values[i], value, histogram, series.Labels);
            if (fault is not null)
            {
                return $"{fault} (at {time} ms; {Text(series)})";
            }
        }

        return null;
    }

    private static string? Sample(NotedValue wanted, double value, FloatHistogram? histogram, LabelSet labels)
    {
        if (wanted.Histogram is null || histogram is null)
        {
            return wanted.Histogram is null && histogram is null
                ? Floats(wanted.Value, value, labels.ToString())
                : $"expected {Text(wanted.Value, wanted.Histogram)} for {labels}, got {Text(value, histogram)}";
        }

        return HistogramComparer.AreClose(wanted.Histogram, histogram, wanted.HasHint)
            ? null
            : $"expected {HistogramComparer.Text(wanted.Histogram)} for {labels}, got {HistogramComparer.Text(histogram)}";
    }

    private static string? Floats(double wanted, double actual, string what) => Closeness.AreClose(wanted, actual)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"expected {wanted:R} for {what}, got {actual:R}");

    private static string? Missing(EvalCase one, HashSet<LabelSet> seen) =>
        one.Expect.Series.Keys.FirstOrDefault(l => !seen.Contains(l)) is { } missing ? $"{missing} is missing" : null;

    private static string Text(double value, FloatHistogram? histogram) => histogram is null
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : HistogramComparer.Text(histogram);

    private static string Text(MatrixSeries series) => string.Join(' ', [
        .. series.Floats.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Value:R}@{p.TimeMs}")),
        .. series.Histograms.Select(p => string.Create(CultureInfo.InvariantCulture, $"{HistogramComparer.Text(p.Value)}@{p.TimeMs}")),
    ]);
}
