using System.Diagnostics.CodeAnalysis;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.SeriesNotation;

/// <summary>
/// Reads series as rule tests write them: <c>requests{job="a"} 0+10x5 _ stale {{schema:0 count:2 buckets:[1 1]}}</c>.
/// </summary>
// Source: Prometheus documentation, "Unit testing rules", section series.
public static class SeriesNotationParser
{
    // A line of a test file that asks for more is a mistake, and must not fill the memory.
    private const int ValuesMax = 10_000_000;

    /// <summary>Reads labels and values; false with a text that says what is wrong and where.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out NotedSeries? series, [NotNullWhen(false)] out string? error)
    {
        try
        {
            var scanner = new NotationScanner(text);
            LabelSet labels = Labels(ref scanner);
            series = new NotedSeries(labels, Values(ref scanner));
            error = null;
            return true;
        }
        catch (FormatException fault)
        {
            series = null;
            error = fault.Message;
            return false;
        }
    }

    private static LabelSet Labels(ref NotationScanner scanner)
    {
        var labels = new LabelSetBuilder();
        scanner.SkipBlanks();
        string name = scanner.Word().ToString();
        if (name.Length > 0)
        {
            labels.Add(LabelName.MetricName, name);
        }

        if (scanner.Current == '{')
        {
            scanner.Expect('{');
            LabelPairs(ref scanner, labels);
        }
        else if (name.Length == 0)
        {
            throw scanner.Fault("expected a series");
        }

        return labels.Build(dropEmpty: true);
    }

    private static void LabelPairs(ref NotationScanner scanner, LabelSetBuilder labels)
    {
        while (true)
        {
            scanner.SkipBlanks();
            if (scanner.Take("}"))
            {
                return;
            }

            bool isQuoted = scanner.Current is '"' or '\'' or '`';
            string name = isQuoted ? scanner.Quoted() : scanner.Word().ToString();
            scanner.SkipBlanks();
            if (isQuoted && scanner.Current is ',' or '}')
            {
                labels.Add(LabelName.MetricName, name);
            }
            else
            {
                scanner.Expect('=');
                scanner.SkipBlanks();
                labels.Add(name, scanner.Quoted());
            }

            scanner.SkipBlanks();
            if (scanner.Current != '}')
            {
                scanner.Expect(',');
            }
        }
    }

    private static List<NotedValue> Values(ref NotationScanner scanner)
    {
        List<NotedValue> values = [];
        while (true)
        {
            bool separated = scanner.SkipBlanks();
            if (scanner.IsAtEnd)
            {
                return values;
            }

            if (!separated)
            {
                throw scanner.Fault("expected a blank");
            }

            if (scanner.Take("_"))
            {
                int gaps = scanner.Take("x") ? Repeats(ref scanner, values) : 1;
                values.AddRange(Enumerable.Repeat(NotedValue.Gap, gaps));
            }
            else if (scanner.Take("{{"))
            {
                AddHistograms(ref scanner, values);
            }
            else if (scanner.Take("stale"))
            {
                AddFloats(ref scanner, StaleMarker.Value, values);
            }
            else
            {
                AddFloats(ref scanner, scanner.Signed(), values);
            }
        }
    }

    private static void AddFloats(ref NotationScanner scanner, double value, List<NotedValue> values)
    {
        double step = scanner.Current is '+' or '-' ? scanner.Signed() : 0;
        int repeats = scanner.Take("x") ? Repeats(ref scanner, values) : 0;
        for (int i = 0; i <= repeats; i++)
        {
            values.Add(new NotedValue(false, value));
            value += step;
        }
    }

    private static void AddHistograms(ref NotationScanner scanner, List<NotedValue> values)
    {
        FloatHistogram histogram = HistogramNotation.Read(ref scanner, out bool hasHint);
        FloatHistogram? step = null;
        bool negative = scanner.Current == '-';
        if (scanner.Take("+{{") || scanner.Take("-{{"))
        {
            step = HistogramNotation.Read(ref scanner, out hasHint);
        }

        int repeats = scanner.Take("x") ? Repeats(ref scanner, values) : 0;
        for (int i = 0; i <= repeats; i++)
        {
            values.Add(new NotedValue(false, 0, histogram, hasHint));
            if (step is not null && i < repeats)
            {
                histogram = Next(ref scanner, histogram, step, negative);
            }
        }
    }

    private static FloatHistogram Next(ref NotationScanner scanner, FloatHistogram histogram, FloatHistogram step, bool negative)
    {
        if (histogram.Schema > step.Schema)
        {
            throw scanner.Fault(
                $"error combining histograms: cannot merge from schema {step.Schema} to {histogram.Schema}");
        }

        FloatHistogram? next = negative
            ? HistogramMath.Subtract(histogram, step, out _)
            : HistogramMath.Add(histogram, step, out _);
        return next ?? throw scanner.Fault("error combining histograms: custom and exponential buckets");
    }

    private static int Repeats(ref NotationScanner scanner, List<NotedValue> values)
    {
        int count = scanner.Integer();
        return count >= 0 && count + values.Count <= ValuesMax ? count : throw scanner.Fault("too many values");
    }
}
