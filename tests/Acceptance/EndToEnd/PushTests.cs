using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>Short jobs push with real clients; what they pushed becomes series, survives a crash and ends when deleted.</summary>
public sealed class PushTests
{
    private const string Config = "push: {interval: 500ms}\nseries: {scrape_self: false, lookback: 20s}\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Curl_pushes_and_a_kill_loses_nothing_that_was_answered()
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin) { Config = Config });
        for (int i = 0; i < 20; i++)
        {
            string path = "/metrics/job/nightly/shard/" + i;
            Assert.Equal("200", await CurlAsync(tocsin, path, "-X", "PUT", "--data-binary", $"rows_total {i}\n"));
        }

        Assert.Equal("202", await CurlAsync(tocsin, "/metrics/job/nightly/shard/7", "-X", "DELETE"));
        await tocsin.Process.KillAsync();
        await tocsin.RestartAsync();

        await UntilAsync(tocsin, "count(rows_total)", "19");
        Assert.Equal("183", await AskAsync(tocsin, "sum(rows_total)"));
        Assert.Equal("0", await AskAsync(tocsin, "count(rows_total{instance!=\"\"}) or vector(0)"));
        Assert.Equal("202", await CurlAsync(tocsin, "/metrics/job/nightly/shard/8", "-X", "DELETE"));
        await UntilAsync(tocsin, "count(rows_total)", "18");
    }

    [Fact]
    public async Task Pushes_beside_each_other_are_all_there_after_a_kill_in_their_midst()
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin) { Config = Config });
        using var http = new HttpClient();
        var answered = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        Task[] senders = [.. Enumerable.Range(0, 8).Select(async sender =>
        {
            try
            {
                for (int value = 1; ; value++)
                {
                    using var body = new StringContent($"seen {value}\nbig{{x=\"{new string('x', 2000)}\"}} 1\n", Encoding.UTF8);
                    Uri address = new(tocsin.Client.Root, $"metrics/job/sender/number/{sender}");
                    using HttpResponseMessage response = await http.PutAsync(address, body);
                    Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
                    answered[sender] = value;
                }
            }
            catch (HttpRequestException)
            {
                // Killed.
            }
        })];
        await RealTime.PollAsync(() => Task.FromResult(answered.Count == 8 && answered.Values.Min() > 5), Deadline, "pushes of all");
        await tocsin.Process.KillAsync();
        await Task.WhenAll(senders);
        await tocsin.RestartAsync();

        string exposed = (await tocsin.Client.GetAsync("push/metrics")).Body;
        foreach ((int sender, int value) in answered)
        {
            string start = $"seen{{instance=\"\",job=\"sender\",number=\"{sender}\"}} ";
            string line = exposed.Split('\n').Single(text => text.StartsWith(start, StringComparison.Ordinal));
            Assert.InRange(int.Parse(line[start.Length..], CultureInfo.InvariantCulture), value, value + 1);
        }
    }

    [Fact]
    public async Task The_client_library_of_node_pushes_adds_and_deletes()
    {
        string modules = Needs.Modules("prom-client");
        await using SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin) { Config = Config });
        ProgramResult run = await ChildProcess.RunAsync(
            "node", Repository.Path("tests", "Acceptance", "EndToEnd", "push_client.cjs"), modules, tocsin.Client.Root.ToString(), "42");
        Assert.Equal("pushed 200\nadded 200\ndeleted 202\n", run.Output);

        await UntilAsync(tocsin, "backup_files_total{job=\"backup\",host=\"db 1\",disk=\"a \\\"b\\\"\"}", "42");
        Assert.Equal("1", await AskAsync(tocsin, "backup_seconds_bucket{le=\"10.0\"}"));
        Assert.Equal("1", await AskAsync(tocsin, "count(push_time_seconds > 0)"));
    }

    [Fact]
    public async Task A_group_ends_when_its_time_is_over()
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin) { Config = Config.Replace("500ms", "500ms, ttl: 3s", StringComparison.Ordinal) });
        Assert.Equal("200", await CurlAsync(tocsin, "/metrics/job/short", "--data-binary", "rows 1\n"));
        await UntilAsync(tocsin, "count_over_time(rows[1m]) > 0 unless rows", "some");
        Assert.DoesNotContain("rows", (await tocsin.Client.GetAsync("push/metrics")).Body, StringComparison.Ordinal);
    }

    private static async Task<string> CurlAsync(SeriesServer server, string path, params string[] arguments)
    {
        string address = server.Client.Root.ToString().TrimEnd('/') + path;
        ProgramResult run = await ChildProcess.RunAsync("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", .. arguments, address]);
        return run.Output;
    }

    private static Task UntilAsync(SeriesServer server, string query, string value) => RealTime.PollAsync(
        async () => await AskAsync(server, query) is { Length: > 0 } got && (value == "some" || got == value),
        Deadline,
        $"{query} to be {value}");

    private static async Task<string> AskAsync(SeriesServer server, string query)
    {
        Answer answer = await server.Client.GetAsync("api/v1/query?query=" + Uri.EscapeDataString(query));
        JsonArray result = JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray();
        return result.Count == 0 ? "" : (string)result[0]!["value"]![1]!;
    }
}
