using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>Samples of series that the store did not know any more, and that have new names now.</summary>
internal static class ForgottenSamples
{
    /// <summary>Appends them, and them alone.</summary>
    /// <param name="appender">The store.</param>
    /// <param name="samples">All samples of the request, by new names.</param>
    /// <param name="outcomes">What became of each the first time; on return, what became of it in the end.</param>
    public static void Append(ISeriesAppender appender, SampleBatch samples, Span<AppendOutcome> outcomes)
    {
        var again = new SampleBatch();
        var places = new List<int>();
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] != AppendOutcome.UnknownSeries)
            {
                continue;
            }

            places.Add(i);
            if (samples.Histograms[i] is { } histogram)
            {
                again.Add(samples.Series[i], samples.Times[i], histogram, samples.Starts[i]);
            }
            else
            {
                again.Add(samples.Series[i], samples.Times[i], samples.Values[i], samples.Starts[i]);
            }
        }

        var second = new AppendOutcome[again.Count];
        appender.Append(again, second);
        for (int i = 0; i < second.Length; i++)
        {
            outcomes[places[i]] = second[i];
        }
    }
}
