using System.Text;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>Histograms as upstream prints them: <c>{count:3, sum:1.5, (0.5,1]:3}</c>.</summary>
// Source: Prometheus model/histogram, FloatHistogram.String.
public static class HistogramText
{
    /// <summary>The text of a histogram.</summary>
    public static string Of(FloatHistogram histogram)
    {
        var text = new StringBuilder()
            .Append("{count:").Append(FloatText.General(histogram.Count))
            .Append(", sum:").Append(FloatText.General(histogram.Sum));
        List<HistogramBucket> negative = HistogramBuckets.Negative(histogram);
        negative.Reverse();
        foreach (HistogramBucket bucket in negative)
        {
            Append(text, bucket, '[', ')');
        }

        if (histogram.ZeroCount != 0)
        {
            Append(text, HistogramBuckets.Zero(histogram), '[', ']');
        }

        foreach (HistogramBucket bucket in HistogramBuckets.Positive(histogram))
        {
            bool includesLower = histogram.HasCustomBounds ? bucket.Index == 0 : bucket.Lower < 0;
            Append(text, bucket, includesLower ? '[' : '(', ']');
        }

        return text.Append('}').ToString();
    }

    private static void Append(StringBuilder text, HistogramBucket bucket, char open, char close)
    {
        if (bucket.Count != 0)
        {
            text.Append(", ").Append(open)
                .Append(FloatText.General(bucket.Lower)).Append(',').Append(FloatText.General(bucket.Upper))
                .Append(close).Append(':').Append(FloatText.General(bucket.Count));
        }
    }
}
