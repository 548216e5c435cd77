using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Scrape;

/// <summary>A scrape to be told of.</summary>
internal readonly record struct ReportedScrape(ScrapeTargetModel Target, ScrapeResult Result, TimeSpan Duration, long TimeMs)
{
    public int BodyBytes { get; init; }
}

/// <summary>The series about the scrapes of one target: <c>up</c> and <c>scrape_*</c>. Not thread-safe.</summary>
// Source: Prometheus scrape, scrapeLoop.report.
internal sealed class ReportSeries
{
    private static readonly string[] Usual =
    [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
    ];

    private static readonly string[] WithExtra =
        [.. Usual, "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes"];

    private SeriesRef[] _series = [];

    /// <summary>The series that were written.</summary>
    public IReadOnlyList<SeriesRef> Series => _series;

    /// <summary>Has the store name them anew.</summary>
    public void Forget() => _series = [];

    /// <summary>Adds the samples of one scrape.</summary>
    public void Add(SampleBatch samples, ISeriesAppender appender, in ReportedScrape scrape)
    {
        ScrapeTargetModel target = scrape.Target;
        string[] names = target.Pool.HasExtraMetrics ? WithExtra : Usual;
        if (_series.Length != names.Length)
        {
            LabelSet[] labels = [.. names.Select(name => SampleLabels.Report(name, target))];
            _series = new SeriesRef[names.Length];
            appender.Resolve(labels, _series);
        }

        ScrapeResult result = scrape.Result;
        ReadOnlySpan<double> values =
        [
            result.Fault.Length == 0 ? 1 : 0,
            scrape.Duration.TotalSeconds,
            result.Exposed,
            result.Kept,
            result.SeriesAdded,
            target.Timeout.TotalSeconds,
            target.Pool.SamplesMax,
            scrape.BodyBytes,
        ];
        for (int i = 0; i < _series.Length; i++)
        {
            if (!_series[i].IsNone)
            {
                samples.Add(_series[i], scrape.TimeMs, values[i]);
            }
        }
    }
}
