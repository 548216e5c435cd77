using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.KillNine;

/// <summary>Rules through kill -9: no alert restarts its <c>for</c>, none is told twice as new, none is forgotten.</summary>
public sealed class RuleKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Rules = """
        groups:
        - name: kill
          interval: 100ms
          rules:
          - {alert: Waits, expr: steady > 0, for: 1d}
          - {alert: Fires, expr: steady > 0, for: 300ms}
          - {alert: Flaps, expr: flap > 0}
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private HttpSink _people = null!;
    private SeriesServer _tocsin = null!;

    public async ValueTask InitializeAsync()
    {
        _people = await HttpSink.StartAsync();
        string folder = Repository.NewTemporaryFolder("rule-kill");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules);
        await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), $$"""
            route: {receiver: people, group_by: [alertname], group_wait: 0s, group_interval: 200ms, repeat_interval: 1d}
            receivers: [{name: people, webhook_configs: [{url: '{{_people.Url}}/'}]}]
            """);
        _tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = "{alertmanager: {config_file: alertmanager.yml}, rules: {files: [rules.yml]}, series: {scrape_self: false}}",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _tocsin.DisposeAsync();
        await _people.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    // `make soak` runs more of them: TOCSIN_RULE_KILL_ROUNDS, or a quarter of TOCSIN_KILL_ROUNDS.
    [Fact]
    public async Task Alerts_survive_a_kill_at_any_instant()
    {
        int rounds = Number("TOCSIN_RULE_KILL_ROUNDS", Number("TOCSIN_KILL_ROUNDS", 32) / 4);
        int seed = Number("TOCSIN_KILL_SEED", 20268);
        var random = new Random(seed);
        double held = 0;
        for (int round = 0; round < rounds; round++)
        {
            await WriteAsync("steady", 1);
            await WriteAsync("flap", (round + 1) % 2);
            double now = await HeldAsync(atLeast: 1 + random.Next(6));
            Assert.True(now >= held, $"seed {seed}, round {round}: Waits held for {held} s before the kill, and {now} s after it");
            held = now;
            if (random.Next(2) == 0)
            {
                // Otherwise the kill may come before anybody was told of this round's change.
                await ToldAsync("Flaps", round + 1);
            }

            await _tocsin.Process.KillAsync();
            await _tocsin.RestartAsync();
            await ToldAsync("Flaps", round + 1);
        }

        await ToldAsync("Fires", 1);
        Assert.Equal(["firing"], Told("Fires"));
        Assert.Equal(
            Enumerable.Range(0, rounds).Select(round => round % 2 == 0 ? "firing" : "resolved"), Told("Flaps"));
        Assert.Empty(Told("Waits"));
        output.WriteLine($"{rounds} rounds, seed {seed}: Waits held for {held} s; {_people.Requests.Count} messages");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;

    private async Task WriteAsync(string metric, double value)
    {
        var request = new WriteRequest();
        request.Add(LabelSet.Of(("__name__", metric)), [(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), value)]);
        (await _tocsin.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);
    }

    // For how long the pending alert has held at the last evaluation, once there were some in this life.
    private async Task<double> HeldAsync(int atLeast)
    {
        double held = 0;
        await RealTime.PollAsync(
            async () =>
            {
                JsonNode answer = JsonNode.Parse((await _tocsin.Client.GetAsync("api/v1/rules?runs=true")).Body)!;
                JsonNode rule = answer["data"]!["groups"]![0]!["rules"]![0]!;
                if ((long)rule["evaluations"]! < atLeast || rule["alerts"]!.AsArray() is not [{ } alert])
                {
                    return false;
                }

                held = (TimeOf(rule["lastEvaluation"]!) - TimeOf(alert["activeAt"]!)).TotalSeconds;
                return true;
            },
            Deadline,
            $"{atLeast} evaluations");
        return held;
    }

    private static DateTimeOffset TimeOf(JsonNode node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);

    private Task ToldAsync(string alert, int messages) =>
        RealTime.PollAsync(() => Task.FromResult(Told(alert).Count >= messages), Deadline, $"message {messages} of {alert}");

    // A message that may have arrived before a kill is sent again under the same key: that is one message.
    private List<string> Told(string alert) =>
    [
        .. _people.Requests.Snapshot()
            .DistinctBy(request => request.Headers["Idempotency-Key"])
            .Select(request => JsonNode.Parse(request.Bytes)!)
            .Where(message => (string?)message["groupLabels"]!["alertname"] == alert)
            .Select(message => (string)message["status"]!),
    ];
}
