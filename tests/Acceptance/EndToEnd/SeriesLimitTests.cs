using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>A tenant or a target with too many series is named and gets no new ones; all others, and what it had, go on.</summary>
public sealed class SeriesLimitTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task A_tenant_keeps_what_it_has_and_is_told_which_metric_is_refused()
    {
        await using SeriesServer tocsin = await StartAsync("{per_tenant: 3, tenants: {large: 10}, tenant_label: tenant}", "");
        (await WriteAsync(tocsin, "small", "hits", 0, 3)).Expect(HttpStatusCode.NoContent);
        Answer refused = await WriteAsync(tocsin, "small", "hits", 2, 2);
        refused.Expect(HttpStatusCode.BadRequest);
        const string Reason = "tenant \"small\" has 3 series in memory, and its limit is 3: a new one of \"hits\" is refused";
        Assert.Contains(Reason, refused.Body, StringComparison.Ordinal);
        (await WriteAsync(tocsin, "large", "hits", 0, 10)).Expect(HttpStatusCode.NoContent);
        (await WriteAsync(tocsin, "", "hits", 0, 3)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("3", await AskAsync(tocsin, "count(hits{tenant=\"small\"})"));
        Assert.Equal("1", await AskAsync(tocsin, "count(hits{tenant=\"small\"} == 2)"));
        Assert.Equal("10", await AskAsync(tocsin, "count(hits{tenant=\"large\"})"));
        Assert.Equal("3", await AskAsync(tocsin, "count(hits{tenant=\"anonymous\"})"));

        JsonNode worst = (await LimitsAsync(tocsin))[0]!;
        Assert.Equal(("tenant", "small"), ((string)worst["kind"]!, (string)worst["name"]!));
        Assert.Equal((3, 1), ((int)worst["series"]!, (int)worst["refused"]!));
        Assert.Equal("hits", (string)worst["seriesCountByMetricName"]![0]!["name"]!);
        JsonNode label = worst["labelValueCountByLabelName"]![0]!;
        Assert.Equal(("number", 3), ((string)label["name"]!, (int)label["value"]!));
        Assert.Equal("3", (string)worst["lastRefused"]!["number"]!);
        string metrics = (await tocsin.Client.GetAsync("metrics")).Body;
        Assert.Contains("tocsin_series_refused_total{kind=\"tenant\",owner=\"small\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_start_a_tenant_has_what_it_sends_again()
    {
        await using SeriesServer tocsin = await StartAsync("{per_tenant: 3}", "");
        (await WriteAsync(tocsin, "a", "hits", 0, 3)).Expect(HttpStatusCode.NoContent);
        await tocsin.RestartAsync();
        (await WriteAsync(tocsin, "a", "hits", 0, 3)).Expect(HttpStatusCode.NoContent);
        (await WriteAsync(tocsin, "a", "hits", 3, 1)).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_target_that_explodes_keeps_what_it_has_and_its_neighbours_keep_all()
    {
        int series = 5;
        await using HttpSink target = await HttpSink.StartAsync(async (_, http) =>
        {
            http.Response.ContentType = "text/plain";
            int count = http.Request.Path == "/bad" ? Volatile.Read(ref series) : 5;
            IEnumerable<string> lines = Enumerable.Range(0, count).Select(i => $"load{{user=\"{i}\"}} {count}\n");
            await http.Response.WriteAsync(string.Concat(lines));
        });
        string address = new Uri(target.Url).Authority;
        await using SeriesServer tocsin = await StartAsync("{per_target: 20, jobs: {good: 0}}", $$"""
            global: {scrape_interval: 500ms}
            scrape_configs:
            - {job_name: bad, metrics_path: /bad, static_configs: [{targets: ['{{address}}']}]}
            - {job_name: good, metrics_path: /good, static_configs: [{targets: ['{{address}}']}]}
            """);
        await UntilAsync(tocsin, "count(load{job=\"bad\"})", "5");
        Volatile.Write(ref series, 1000);
        await UntilAsync(tocsin, "max(load{job=\"bad\"})", "1000");

        Assert.Equal("20", await AskAsync(tocsin, "count(load{job=\"bad\"})"));
        Assert.Equal("1000", await AskAsync(tocsin, "load{job=\"bad\",user=\"0\"}"));
        Assert.Equal("1", await AskAsync(tocsin, "up{job=\"bad\"}"));
        await UntilAsync(tocsin, "count(load{job=\"good\"})", "5");
        JsonNode worst = (await LimitsAsync(tocsin))[0]!;
        Assert.Equal(("target", $"bad http://{address}/bad"), ((string)worst["kind"]!, (string)worst["name"]!));
        Assert.Equal("load", (string)worst["seriesCountByMetricName"]![0]!["name"]!);
        Assert.Equal("user", (string)worst["labelValueCountByLabelName"]![0]!["name"]!);
        await tocsin.Process.Lines.FirstAsync(
            line => line.Contains("a limit of series is reached", StringComparison.Ordinal), Deadline, "a line about the limit");
    }

    private static async Task<SeriesServer> StartAsync(string limits, string prometheus)
    {
        string folder = Repository.NewTemporaryFolder("limits");
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), prometheus);
        return await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = $"prometheus: {{config_file: prometheus.yml}}\nseries: {{scrape_self: false, limits: {limits}}}\n",
        });
    }

    private static async Task<Answer> WriteAsync(SeriesServer tocsin, string tenant, string metric, int from, int count)
    {
        var request = new WriteRequest();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (int i = from; i < from + count; i++)
        {
            request.Add(LabelSet.Of(("__name__", metric), ("number", $"{i}")), [(now, count)]);
        }

        using var http = new HttpClient();
        using var content = new ByteArrayContent(request.ToBody());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        if (tenant.Length > 0)
        {
            content.Headers.Add("X-Scope-OrgID", tenant);
        }

        using HttpResponseMessage response = await http.PostAsync(new Uri(tocsin.Client.Root, "api/v1/write"), content);
        return new Answer(response.StatusCode, "", await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonArray> LimitsAsync(SeriesServer tocsin) =>
        JsonNode.Parse((await tocsin.Client.GetAsync("api/v1/status/limits")).Body)!["data"]!["owners"]!.AsArray();

    private static Task UntilAsync(SeriesServer tocsin, string query, string value) =>
        RealTime.PollAsync(async () => await AskAsync(tocsin, query) == value, Deadline, $"{query} to be {value}");

    private static async Task<string> AskAsync(SeriesServer tocsin, string query)
    {
        Answer answer = await tocsin.Client.GetAsync("api/v1/query?query=" + Uri.EscapeDataString(query));
        JsonArray result = JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray();
        return result.Count == 0 ? "" : (string)result[0]!["value"]![1]!;
    }
}
