using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.Scrape;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Scrape;

/// <summary>One target that is scraped by hand, and the series that come of it.</summary>
internal sealed class ScrapedTarget
{
    private readonly MemorySeries _store = new();
    private readonly NotedExemplars _notes = new();

    public ScrapedTarget(ScrapePoolModel? pool = null, params ReadOnlySpan<(string, string)> labels) => Scraper = new TargetScraper(
        new ScrapeTargetModel
        {
            Pool = pool ?? new ScrapePoolModel { Name = "job" },
            Labels = labels.IsEmpty ? LabelSet.Of(("instance", "i")) : LabelSet.Of(labels),
            Discovered = LabelSet.Empty,
            Url = "http://i/metrics",
            Interval = TimeSpan.FromSeconds(15),
            Timeout = TimeSpan.FromSeconds(10),
        },
        new ScraperParts(_store, _notes));

    public TargetScraper Scraper { get; }

    public IReadOnlyList<Exemplar> Exemplars => _notes.Kept;

    public ScrapeResult Scrape(string body, long timeMs, ScrapeFormat format = ScrapeFormat.Text) =>
        Scrape(Encoding.UTF8.GetBytes(body), timeMs, format);

    public ScrapeResult Scrape(byte[] body, long timeMs, ScrapeFormat format) =>
        Scraper.Complete(new ScrapedBody { Bytes = body, Format = format, Duration = TimeSpan.FromSeconds(1) }, timeMs);

    public ScrapeResult Fail(string fault, long timeMs) => Scraper.Complete(new ScrapedBody { Fault = fault }, timeMs);

    /// <summary>All series but those about the scrape: <c>name{a="b"} 1000:1 2000:stale</c>.</summary>
    public string[] Series() => [.. All().Where(line => !line.StartsWith("up{", StringComparison.Ordinal)
        && !line.StartsWith("scrape_", StringComparison.Ordinal))];

    /// <summary>The values of one series about the scrape.</summary>
    public string Report(string name) => All().Single(line => line.StartsWith(name + "{", StringComparison.Ordinal)).Split("} ")[1];

    public IEnumerable<string> All()
    {
        var lines = new List<string>();
        var columns = new SampleColumns();
        using ISeriesView view = _store.OpenView();
        ISeriesSelection found = view.Select(
            new SeriesQuery { Matchers = [], FromMs = 0, ToMs = 1_000_000_000 }, CancellationToken.None);
        for (int i = 0; i < found.Count; i++)
        {
            found.Read(i, columns);
            lines.Add($"{Show(found.Labels(i))} {Show(columns)}".TrimEnd());
        }

        return lines.Order(StringComparer.Ordinal);
    }

    private static string Show(LabelSet labels)
    {
        var text = new StringBuilder(labels["__name__"]).Append('{');
        foreach (LabelSet.Label label in labels)
        {
            if (label.NameText != "__name__")
            {
                text.Append(text[^1] == '{' ? "" : ",").Append(label.NameText).Append('=').Append(GoQuote.Quote(label.ValueText));
            }
        }

        return text.Append('}').ToString();
    }

    private static string Show(SampleColumns columns)
    {
        var samples = new List<string>();
        for (int i = 0; i < columns.Count; i++)
        {
            FloatHistogram? histogram = columns.Histograms.IsEmpty ? null : columns.Histograms[i];
            string value = histogram is not null
                ? $"[{histogram.Schema} {histogram.Count} {histogram.Sum}: {string.Join(' ', histogram.PositiveBuckets)}]"
                : StaleMarker.Is(columns.Values[i]) ? "stale"
                : columns.Values[i].ToString("R", CultureInfo.InvariantCulture);
            samples.Add($"{columns.Times[i]}:{value}");
        }

        return string.Join(' ', samples);
    }

    private sealed class NotedExemplars : ISeriesNotes
    {
        public List<Exemplar> Kept { get; } = [];

        public void Learn(IReadOnlyList<MetricMetadata> metrics)
        {
        }

        public int Keep(IReadOnlyList<Exemplar> exemplars)
        {
            Kept.AddRange(exemplars);
            return exemplars.Count;
        }

        public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit) => [];

        public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query) => [];
    }
}
