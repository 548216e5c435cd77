using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

/// <summary>Spans whose request was answered with 200 are counted once, whenever the server is killed.</summary>
public sealed class SpanKillTests(ITestOutputHelper output)
{
    private const int Senders = 4;
    private const int SpansPerSide = 3;

    // Counts are written many times in a round, so that kills fall into writings, too.
    private const string Config = "series: {scrape_self: false, lookback: 10m}\ntraces: {flush_interval: 100ms}\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // `make soak` runs more of them.
    [Fact]
    public async Task Every_span_that_was_answered_for_is_counted_once_after_a_kill_at_any_instant()
    {
        int rounds = Number("TOCSIN_SPAN_KILL_ROUNDS", Number("TOCSIN_KILL_ROUNDS", 40) / 4);
        int seed = Number("TOCSIN_KILL_SEED", 20268);
        var random = new Random(seed);
        await using SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin) { Config = Config });
        int[] answered = new int[Senders];
        int[] open = new int[Senders];
        for (int round = 0; round < rounds; round++)
        {
            var clock = new RealTime();
            double instant = 0.05 + (random.NextDouble() * 0.6);
            Task sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(tocsin, sender, answered, open)));
            await clock.ReachAsync(instant);
            await tocsin.Process.KillAsync();
            await sending;
            await tocsin.RestartAsync();
            for (int sender = 0; sender < Senders; sender++)
            {
                await CheckAsync(tocsin, sender, answered[sender], open[sender]);
            }
        }

        Assert.All(answered, one => Assert.True(one > 0));
        output.WriteLine(
            $"{rounds} rounds, seed {seed}: {answered.Sum()} requests answered, {open.Sum()} left without an answer by kills");
        Assert.Equal("0", await AskAsync(tocsin, "sum(resets(traces_span_metrics_calls_total[1h]))"));
        Assert.Equal("0", await AskAsync(tocsin, "sum(resets(traces_service_graph_request_total[1h]))"));
    }

    // What was asked for and not answered may be there or not, as a whole.
    private static async Task CheckAsync(SeriesServer tocsin, int sender, int answered, int open)
    {
        string calls = $"sum(traces_span_metrics_calls_total{{service_name=\"from-{sender}\"}}) or vector(0)";
        double seen = 0;
        await RealTime.PollAsync(
            async () => (seen = Parse(await AskAsync(tocsin, calls)) / SpansPerSide) >= answered, Deadline, $"{answered} of {calls}");
        Assert.InRange(seen, answered, answered + open);
        Assert.Equal(Math.Floor(seen), seen);
        string edges = $"traces_service_graph_request_total{{client=\"from-{sender}\",server=\"to-{sender}\"}} or vector(0)";
        Assert.Equal(seen * SpansPerSide, Parse(await AskAsync(tocsin, edges)));
        string durations = $"sum(traces_span_metrics_duration_milliseconds_count{{service_name=\"to-{sender}\"}}) or vector(0)";
        Assert.Equal(seen * SpansPerSide, Parse(await AskAsync(tocsin, durations)));
    }

    private static async Task SendAsync(SeriesServer tocsin, int sender, int[] answered, int[] open)
    {
        using var http = new HttpClient();
        try
        {
            while (true)
            {
                using var body = new StringContent(Body(sender), Encoding.UTF8, "application/json");
                open[sender]++;
                using HttpResponseMessage response = await http.PostAsync(new Uri(tocsin.Client.Root, "v1/traces"), body);
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
                open[sender]--;
                answered[sender]++;
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException or SocketException)
        {
            // Killed.
        }
    }

    private static string Body(int sender)
    {
        var from = new StringBuilder();
        var to = new StringBuilder();
        for (int i = 0; i < SpansPerSide; i++)
        {
            string trace = Guid.NewGuid().ToString("N");
            string id = Guid.NewGuid().ToString("N")[..16];
            string times = "\"startTimeUnixNano\":\"1700000000000000000\",\"endTimeUnixNano\":\"1700000000007000000\"";
            string comma = i == 0 ? "" : ",";
            string ids = $"{comma}{{\"traceId\":\"{trace}\",\"spanId\":";
            from.Append(CultureInfo.InvariantCulture, $$"""{{ids}}"{{id}}","name":"ask","kind":3,{{times}}}""");
            string own = Guid.NewGuid().ToString("N")[..16];
            to.Append(
                CultureInfo.InvariantCulture,
                $$"""{{ids}}"{{own}}","parentSpanId":"{{id}}","name":"do","kind":2,{{times}}}""");
        }

        return $$"""{"resourceSpans":[{{Resource($"from-{sender}", from)}},{{Resource($"to-{sender}", to)}}]}""";
    }

    private static string Resource(string service, StringBuilder spans) => $$$"""
        {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
        "scopeSpans":[{"spans":[{{{spans}}}]}]}
        """;

    private static async Task<string> AskAsync(SeriesServer server, string query)
    {
        Answer answer = await server.Client.GetAsync("api/v1/query?query=" + Uri.EscapeDataString(query));
        JsonArray result = JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray();
        return result.Count == 0 ? "" : (string)result[0]!["value"]![1]!;
    }

    private static double Parse(string value) => value.Length == 0 ? 0 : double.Parse(value, CultureInfo.InvariantCulture);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
