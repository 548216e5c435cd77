using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Rules.UnitTests;

/// <summary>The elements of a result, in the order of their labels, to be compared with others.</summary>
internal sealed class ExpectedSamples
{
    private readonly List<Element> _elements;

    private ExpectedSamples(IEnumerable<Element> elements) => _elements = [.. elements.OrderBy(e => e.Labels)];

    /// <summary>The elements as people read them.</summary>
    public IReadOnlyList<string> Texts => [.. _elements.Select(e => $"{e.Labels} {e.Histogram ?? FloatText.Sample(e.Value)}")];

    /// <summary>What a test expects; what is wrong with it otherwise.</summary>
    public static (ExpectedSamples? Samples, string? Error) Read(ExpressionTest test)
    {
        List<Element> elements = [];
        foreach (ExpectedSample expected in test.Expected)
        {
            string labels = expected.Labels.Trim();
            string text = $"{(labels.Length == 0 ? "{}" : labels)} {(expected.Histogram.Length > 0 ? expected.Histogram : "_")}";
            if (!SeriesNotationParser.TryParse(text, out NotedSeries? series, out string? error))
            {
                return (null, $"labels \"{expected.Labels}\": {error}");
            }

            string? histogram = series.Values[0].Histogram is { } noted ? HistogramText.Of(noted) : null;
            elements.Add(new Element(series.Labels, expected.Value, histogram));
        }

        return (new ExpectedSamples(elements), null);
    }

    /// <summary>What an expression gave.</summary>
    public static ExpectedSamples Of(QueryValue value) => new(value switch
    {
        QueryValue.Scalar scalar => [new Element(LabelSet.Empty, scalar.Value, null)],
        QueryValue.Vector vector => vector.Samples.Select(s => new Element(
            s.Labels, s.Value, s.Histogram is { } histogram ? HistogramText.Of(histogram) : null)),
        _ => [],
    });

    /// <summary>True if a result has just these elements.</summary>
    /// <param name="value">The result.</param>
    /// <param name="isFuzzy">Values may be neighbours.</param>
    public bool Fit(QueryValue value, bool isFuzzy)
    {
        List<Element> got = Of(value)._elements;
        return got.Count == _elements.Count && got.Zip(_elements).All(pair => Fit(pair.First, pair.Second, isFuzzy));
    }

    // Source: promtool, unittest: NaN equals nothing unless the comparison is fuzzy.
    private static bool Fit(Element got, Element expected, bool isFuzzy) =>
        got.Labels.Equals(expected.Labels)
        && got.Histogram == expected.Histogram
        && (got.Histogram is not null || got.Value == expected.Value || (isFuzzy && AreNeighbours(got.Value, expected.Value)));

    private static bool AreNeighbours(double left, double right) =>
        (double.IsNaN(left) && double.IsNaN(right)) || Math.BitIncrement(left) == right || Math.BitDecrement(left) == right;

    private sealed record Element(LabelSet Labels, double Value, string? Histogram);
}
