using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Rules.Groups;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>The real Prometheus and Tocsin, both evaluating the same rule files at the same instants.</summary>
internal sealed partial class RulePair : IAsyncDisposable
{
    /// <summary>What an alert that fires on waits before it is told again.</summary>
    public const int ResendSeconds = 3;

    private const string ExternalUrl = "http://rules.example:9090/";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private readonly string _folder = Repository.NewTemporaryFolder("rule-pair");
    private readonly string _rules;

    private RulePair() => _rules = Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName;

    public SeriesServer Prometheus { get; private set; } = null!;

    public SeriesServer Tocsin { get; private set; } = null!;

    /// <summary>The Alertmanager that the real one tells.</summary>
    public HttpSink ToldByPrometheus { get; private set; } = null!;

    /// <summary>The Alertmanager that ours tells.</summary>
    public HttpSink ToldByTocsin { get; private set; } = null!;

    /// <summary>The folder of the rule files.</summary>
    public string Rules => _rules;

    public IEnumerable<SeriesServer> Both => [Prometheus, Tocsin];

    public static async Task<RulePair> StartAsync(RuleStory story)
    {
        var pair = new RulePair();
        await pair.PutAsync(story.Files);
        string interval = $"{story.Interval.TotalSeconds}s";
        pair.Prometheus = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            Config = Upstream(pair._rules, interval, pair.ToldByPrometheus = await HttpSink.StartAsync()),
            Extra =
            [
                "--web.external-url", ExternalUrl, "--web.enable-lifecycle",
                $"--rules.alert.resend-delay={ResendSeconds}s",
            ],
        });
        string config = Path.Combine(pair._folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            config, Upstream(pair._rules, interval, pair.ToldByTocsin = await HttpSink.StartAsync()));
        pair.Tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = $"""
                prometheus:
                  config_file: {config}
                series:
                  scrape_self: false
                rules:
                  own_router: false
                  slots: prometheus
                  watch_interval: 0s
                  resend_delay: {ResendSeconds}s
                """,
            Extra = ["--web.external-url", ExternalUrl],
        });
        await pair.RunningAsync(story.Files.Values.Sum(text => text.Split("slot:").Length - 1));
        return pair;
    }

    /// <summary>
    /// Changes the rules of both between two evaluations: in the middle of the longest time in which no group is due.
    /// </summary>
    /// <returns>When; null if it took so long that a group may have been evaluated between the two reloads.</returns>
    public async Task<long?> ReloadAsync(RuleStory story, RealTime clock, double notBefore)
    {
        long intervalMs = (long)story.Interval.TotalMilliseconds;
        long[] phases =
        [
            .. story.Files.Concat(story.FilesAfter)
                .SelectMany(file => GroupName().Matches(file.Value).Select(m => GroupSlots.Hashed(
                    Path.Combine(_rules, file.Key), m.Groups["name"].Value, story.Interval).PhaseMs)).Distinct().Order(),
        ];
        (long quietMs, long from) = phases.Select((phase, i) =>
            (i + 1 < phases.Length ? phases[i + 1] - phase : phases[0] + intervalMs - phase, phase)).Max();
        long firstMs = clock.Start.ToUnixTimeMilliseconds() + (long)(notBefore * 1000);
        long atMs = new GroupSlots(intervalMs, (from + (quietMs / 8)) % intervalMs).After(firstMs);
        await clock.ReachAsync((atMs - clock.Start.ToUnixTimeMilliseconds()) / 1000.0);
        await PutAsync(story.FilesAfter);
        (await Prometheus.Client.SendAsync("POST", "-/reload")).Expect(HttpStatusCode.OK);
        (await Tocsin.Client.SendAsync("POST", "-/reload")).Expect(HttpStatusCode.OK);
        double doneMs = clock.Start.ToUnixTimeMilliseconds() + (clock.Seconds * 1000);
        return doneMs < atMs + (quietMs * 3 / 4) ? atMs : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await Tocsin.DisposeAsync();
        await ToldByPrometheus.DisposeAsync();
        await ToldByTocsin.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Upstream(string rules, string interval, HttpSink told) => $$"""
        global: {evaluation_interval: {{interval}}, external_labels: {site: berlin, job: none} }
        rule_files: ['{{rules}}/*.yml']
        alerting:
          alert_relabel_configs:
          - {source_labels: [alertname], regex: Behind|Constant, action: drop}
          - {source_labels: [job, instance], target_label: place, separator: /}
          - {regex: team, action: labeldrop}
          alertmanagers:
          - path_prefix: /am
            static_configs: [{targets: ['{{new Uri(told.Url).Authority}}']}]
            alert_relabel_configs: [{target_label: way, replacement: outside}]
        """;

    [GeneratedRegex("^- name: (?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex GroupName();

    private async Task PutAsync(IReadOnlyDictionary<string, string> files)
    {
        Directory.GetFiles(_rules).ToList().ForEach(File.Delete);
        foreach ((string name, string text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(_rules, name), text);
        }
    }

    // The real one writes no ALERTS before it has looked for those of a life before, at the second evaluation.
    private async Task RunningAsync(int count)
    {
        foreach (SeriesServer server in Both)
        {
            await RealTime.PollAsync(
                async () =>
                {
                    JsonNode answer = JsonNode.Parse((await server.Client.GetAsync(
                        "api/v1/query?query={__name__=~\"slot:.*\"}[1m]")).Body)!;
                    JsonArray groups = answer["data"]!["result"]!.AsArray();
                    return groups.Count == count && groups.All(group => group!["values"]!.AsArray().Count > 3);
                },
                Deadline,
                $"four evaluations of {server.Subject}");
        }
    }
}
