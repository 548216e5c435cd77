using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Scrape;
using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/targets</c>, <c>/targets/metadata</c> and <c>/scrape_pools</c>: what is scraped and how it is.</summary>
// Source: Prometheus HTTP API, "Targets", "Querying target metadata", "Scrape pools".
internal sealed class TargetsEndpoint(ScrapeHost scrapes)
{
    public Task TargetsAsync(HttpContext http, QueryParameters parameters)
    {
        string state = parameters.Text("state").ToLowerInvariant();
        string pool = parameters.Text("scrapePool");
        ScrapeView view = scrapes.View;
        IEnumerable<ScrapeState> active = view.Turns.Select(turn => turn.State with { Target = turn.Target })
            .Where(found => pool.Length == 0 || found.Target.Pool.Name == pool)
            .OrderBy(found => found.Target.Pool.Name, StringComparer.Ordinal)
            .ThenBy(found => found.Target.Url, StringComparer.Ordinal);
        bool wantsActive = state is "" or "any" or "active";
        bool wantsDropped = state is "" or "any" or "dropped";
        return PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"activeTargets\":["u8);
            WriteAll(output, wantsActive ? active : [], WriteActive);
            output.Raw("],\"droppedTargets\":["u8);
            WriteAll(output, wantsDropped ? Dropped(view, pool) : [], WriteDropped);
            output.Raw("],\"droppedTargetCounts\":"u8);
            WriteCounts(output, wantsDropped ? view.Sets.Where(set => pool.Length == 0 || set.Pool == pool) : []);
            output.Raw("}"u8);
        });
    }

    public Task PoolsAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        output.Raw("{\"scrapePools\":"u8);
        output.Strings([.. scrapes.View.Sets.Select(set => set.Pool).Order(StringComparer.Ordinal)]);
        output.Raw("}"u8);
    });

    public Task MetadataAsync(HttpContext http, QueryParameters parameters)
    {
        string metric = parameters.Text("metric");
        int limit = int.TryParse(parameters.Text("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            ? given
            : -1;
        IReadOnlyList<LabelMatcher> matchers = parameters.Selector("match_target");

        IEnumerable<(LabelSet Target, MetricMetadata Metadata)> found =
            from turn in scrapes.View.Turns
            where matchers.All(matcher => matcher.Matches(turn.Target.Labels))
            from metadata in turn.Scraper.Metadata
            where metric.Length == 0 || metadata.Metric == metric
            select (turn.Target.Labels, metadata);
        return PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("["u8);
            WriteAll(output, limit < 0 ? found : found.Take(limit), (item, json) =>
            {
                json.Raw("{\"target\":"u8);
                json.Labels(item.Target);
                json.Raw(",\"metric\":"u8).String(metric.Length == 0 ? item.Metadata.Metric : "");
                json.Raw(",\"type\":"u8).String(item.Metadata.Type).Raw(",\"help\":"u8).String(item.Metadata.Help);
                json.Raw(",\"unit\":"u8).String(item.Metadata.Unit).Raw("}"u8);
            });
            output.Raw("]"u8);
        });
    }

    private static IEnumerable<(LabelSet Discovered, string Pool)> Dropped(ScrapeView view, string pool) =>
        from set in view.Sets
        where pool.Length == 0 || set.Pool == pool
        from discovered in set.Dropped
        select (discovered, set.Pool);

    private static void WriteAll<T>(JsonOutput output, IEnumerable<T> items, Action<T, JsonOutput> write)
    {
        bool isFirst = true;
        foreach (T item in items)
        {
            output.Raw(isFirst ? default : ","u8);
            write(item, output);
            isFirst = false;
        }
    }

    private static void WriteActive(ScrapeState state, JsonOutput output)
    {
        ScrapeTargetModel target = state.Target;
        output.Raw("{\"discoveredLabels\":"u8);
        output.Labels(target.Discovered);
        output.Raw(",\"labels\":"u8);
        output.Labels(target.Labels);
        output.Raw(",\"scrapePool\":"u8).String(target.Pool.Name);
        output.Raw(",\"scrapeUrl\":"u8).String(target.Url);
        output.Raw(",\"globalUrl\":"u8).String(target.Url);
        output.Raw(",\"lastError\":"u8).String(state.Last?.Fault ?? "");
        output.Raw(",\"lastScrape\":"u8);
        output = state.LastMs == 0 ? output.String("0001-01-01T00:00:00Z") : output.Time(Instant.FromUnixMs(state.LastMs));
        output.Raw(",\"lastScrapeDuration\":"u8);
        output.Advance(FloatText.WriteSample(state.LastDuration.TotalSeconds, output.Room(FloatText.SampleBytesMax)));
        output.Raw(",\"health\":"u8).String(state.Health);
        output.Raw(",\"scrapeInterval\":"u8).String(PrometheusDuration.Format(target.Interval));
        output.Raw(",\"scrapeTimeout\":"u8).String(PrometheusDuration.Format(target.Timeout)).Raw("}"u8);
    }

    private static void WriteDropped((LabelSet Discovered, string Pool) dropped, JsonOutput output)
    {
        output.Raw("{\"discoveredLabels\":"u8);
        output.Labels(dropped.Discovered);
        output.Raw(",\"scrapePool\":"u8).String(dropped.Pool).Raw("}"u8);
    }

    private static void WriteCounts(JsonOutput output, IEnumerable<TargetSet> sets)
    {
        output.Raw("{"u8);
        WriteAll(output, sets, (set, json) => json.String(set.Pool).Raw(":"u8).Number(set.DroppedCount));
        output.Raw("}"u8);
    }
}
