using System.Globalization;
using System.Net;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.KillNine;

/// <summary>
/// A sender as Prometheus is one: it sends batches in order, and a batch without an answer again, until it is answered.
/// </summary>
internal sealed class IngestWriter(string name, Random random)
{
    private const int BatchesAtMost = 60;
    private const int SeriesAtMost = 4;
    private long _sent;
    private (string Series, long TimeMs, double Value)[] _waiting = [];

    /// <summary>What was answered with 204: series, time, value.</summary>
    public List<(string Series, long TimeMs, double Value)> Accepted { get; } = [];

    /// <summary>Answers that were neither 204 nor cut off.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>Sends until everything is sent or the server is gone.</summary>
    public async Task RunAsync(SeriesClient client, int round, long startMs)
    {
        for (int batch = 0; batch < BatchesAtMost; batch++)
        {
            bool isAgain = _waiting.Length > 0;
            if (!isAgain)
            {
                _waiting = [.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => Next(round, startMs))];
            }

            try
            {
                Answer answer = await client.WriteAsync(Body(_waiting));
                bool wasThere = isAgain && answer.Body.Contains("out of order", StringComparison.Ordinal);
                if (answer.Status != HttpStatusCode.NoContent && !wasThere)
                {
                    Refusals.Add($"{(int)answer.Status} {answer.Body}");
                }

                // A batch that was written before the kill, unanswered, is older than what is there: as upstream says.
                Accepted.AddRange(_waiting);
                _waiting = [];
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static byte[] Body((string Series, long TimeMs, double Value)[] samples)
    {
        var request = new WriteRequest();
        foreach (IGrouping<string, (string Series, long TimeMs, double Value)> one in samples.GroupBy(s => s.Series))
        {
            // Some series hold histograms, whose count is the number.
            bool isHistogram = one.Key.EndsWith("-s0", StringComparison.Ordinal);
            var labels = LabelSet.Of((LabelName.MetricName, "kill"), ("id", one.Key));
            request.Add(labels, one.Select(s => (s.TimeMs, s.Value, isHistogram ? Histogram(s.Value) : null)));
        }

        return request.ToBody();
    }

    private static FloatHistogram Histogram(double count) => new()
    {
        Count = count,
        Sum = count * 2,
        PositiveSpans = [new HistogramSpan(0, 1)],
        PositiveBuckets = [count],
    };

    private (string Series, long TimeMs, double Value) Next(int round, long startMs)
    {
        _sent++;
        string series = string.Create(CultureInfo.InvariantCulture, $"r{round}-{name}-s{random.Next(SeriesAtMost)}");
        return (series, startMs + _sent, _sent);
    }
}
