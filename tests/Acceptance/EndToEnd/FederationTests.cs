using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>A real Prometheus takes over series of a Tocsin by federation.</summary>
public sealed class FederationTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly (LabelSet Labels, double Value)[] Series =
    [
        (LabelSet.Of(("__name__", "job:requests:rate5m"), ("job", "web")), 12.5),
        (LabelSet.Of(("__name__", "job:requests:rate5m"), ("job", "db"), ("text", "a \"quoted\" \\ one\nof two lines")), 1e-7),
        (LabelSet.Of(("__name__", "job:odd"), ("instance", "mine"), ("job", "web"), ("site", "rome")), double.PositiveInfinity),
        (LabelSet.Of(("__name__", "job.with.dots"), ("label.too", "é"), ("job", "web")), -3),
        (LabelSet.Of(("__name__", "other"), ("job", "web")), 1),
    ];

    [Fact]
    public async Task Prometheus_federates_what_it_selects()
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = "rules: {external_labels: {site: berlin}}\n",
        });
        await using SeriesServer prometheus = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            Config = $$"""
                global: {scrape_interval: 1s}
                scrape_configs:
                - job_name: federate
                  metrics_path: /federate
                  honor_labels: true
                  params: {'match[]': ['{__name__=~"job[:.].*"}', '{job="db"}']}
                  static_configs: [{targets: ['{{tocsin.Client.Root.Authority}}']}]
                """,
        });
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var request = new WriteRequest();
        foreach ((LabelSet labels, double value) in Series)
        {
            request.Add(labels, [(now - 1_000, value / 2), (now, value)]);
        }

        (await tocsin.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);

        await RealTime.PollAsync(
            async () => (await AskAsync(prometheus, now)).Length == 4, Deadline, "four series in Prometheus");
        Assert.Equal(
            [
                "{__name__=\"job.with.dots\", job=\"web\", label.too=\"é\", site=\"berlin\"} -3",
                "{__name__=\"job:odd\", instance=\"mine\", job=\"web\", site=\"rome\"} +Inf",
                "{__name__=\"job:requests:rate5m\", job=\"db\", site=\"berlin\", text=\"a \\\"quoted\\\" \\\\ one\\nof two lines\"} 1e-07",
                "{__name__=\"job:requests:rate5m\", job=\"web\", site=\"berlin\"} 12.5",
            ],
            (await AskAsync(prometheus, now)).Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, (await tocsin.Client.GetAsync("federate?match[]=up{")).Status);
        Assert.Equal("", (await tocsin.Client.GetAsync("federate")).Body);
    }

    private static async Task<JsonNode[]> AskAsync(SeriesServer server, long atMs)
    {
        string at = (atMs / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
        Answer answer = await server.Client.GetAsync(
            "api/v1/query?query=" + Uri.EscapeDataString("{__name__=~\"job.+\"}") + "&time=" + at);
        return [.. JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray().Select(one => one!)];
    }

    private static string Text(JsonNode one) =>
        $"{LabelSet.Of([.. one["metric"]!.AsObject().Select(label => (label.Key, (string)label.Value!))])} {one["value"]![1]}";
}
