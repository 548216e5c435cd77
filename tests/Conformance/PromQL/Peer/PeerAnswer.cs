using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>A result as points, so that two engines' results can be compared.</summary>
/// <param name="Points">The value of each series and time.</param>
/// <param name="Error">The error, or null.</param>
internal sealed record PeerAnswer(SortedDictionary<string, double> Points, string? Error)
{
    /// <summary>Reads what Prometheus answered.</summary>
    public static PeerAnswer Read(JsonElement answer)
    {
        var points = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (answer.GetProperty("status").GetString() != "success")
        {
            return new(points, answer.GetProperty("error").GetString());
        }

        JsonElement data = answer.GetProperty("data");
        JsonElement result = data.GetProperty("result");
        if (data.GetProperty("resultType").GetString() == "scalar")
        {
            Add(points, "{}", result);
            return new(points, null);
        }

        foreach (JsonElement series in result.EnumerateArray())
        {
            LabelSet labels = LabelSet.Of(
                [.. series.GetProperty("metric").EnumerateObject().Select(l => (l.Name, l.Value.GetString()!))]);
            if (series.TryGetProperty("value", out JsonElement value))
            {
                Add(points, labels.ToString(), value);
            }

            if (series.TryGetProperty("values", out JsonElement values))
            {
                foreach (JsonElement point in values.EnumerateArray())
                {
                    Add(points, labels.ToString(), point);
                }
            }
        }

        return new(points, null);
    }

    /// <summary>The same of our own result.</summary>
    public static PeerAnswer Of(QueryResult result)
    {
        var points = new SortedDictionary<string, double>(StringComparer.Ordinal);
        switch (result.Value)
        {
            case QueryValue.Scalar scalar:
                points.Add(Key("{}", scalar.TimeMs), scalar.Value);
                break;
            case QueryValue.Vector vector:
                foreach (VectorSample sample in vector.Samples)
                {
                    points.Add(Key(sample.Labels.ToString(), vector.TimeMs), sample.Value);
                }

                break;
            case QueryValue.Matrix matrix:
                foreach ((string labels, FloatPoint point) in matrix.Series.SelectMany(s => s.Floats.Select(f => (s.Labels.ToString(), f))))
                {
                    points.Add(Key(labels, point.TimeMs), point.Value);
                }

                break;
        }

        return new(points, result.Error?.Message);
    }

    private static void Add(SortedDictionary<string, double> points, string labels, JsonElement point)
    {
        long time = (long)Math.Round(point[0].GetDouble() * 1000);
        string text = point[1].GetString()!;
        double value = text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
        points.Add(Key(labels, time), value);
    }

    private static string Key(string labels, long timeMs) => string.Create(CultureInfo.InvariantCulture, $"{labels}@{timeMs}");
}
