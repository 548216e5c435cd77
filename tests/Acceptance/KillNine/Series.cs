using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

/// <summary>
/// Rounds on one storage folder: load, kill, restart, look. What an earlier round was promised is looked for in every
/// later one.
/// </summary>
internal sealed partial class Series : IAsyncDisposable
{
    private const string Config = """
        route:
          receiver: sink
          group_by: [group]
          group_wait: 100ms
          group_interval: 200ms
          repeat_interval: 24h
        receivers:
        - name: sink
          webhook_configs:
          - url: '{sink}/'
        """;

    private static readonly TimeSpan PageDeadline = TimeSpan.FromSeconds(180);
    private readonly HashSet<string> _alerts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silences = new(StringComparer.Ordinal);
    private readonly HashSet<string> _paged = new(StringComparer.Ordinal);
    private readonly AlertmanagerProcess _server;
    private readonly HttpSink _sink;
    private readonly Random _random;
    private int _pagesRead;

    private Series(AlertmanagerProcess server, HttpSink sink, Random random)
    {
        _server = server;
        _sink = sink;
        _random = random;
    }

    /// <summary>How many alerts were accepted so far.</summary>
    public int AlertsAccepted { get; private set; }

    /// <summary>How many messages came again, labelled.</summary>
    public int Repeats => _sink.Requests.Snapshot().Count(IsRepeat);

    /// <summary>Starts a server on a new folder.</summary>
    public static async Task<Series> StartAsync(Subject subject, Random random)
    {
        HttpSink sink = await HttpSink.StartAsync();
        AlertmanagerProcess server = await AlertmanagerProcess.StartAsync(
            new AlertmanagerOptions(subject, Config.Replace("{sink}", sink.Url, StringComparison.Ordinal)));
        return new Series(server, sink, random);
    }

    /// <summary>One round; what it finds wrong, empty if nothing.</summary>
    public async Task<IReadOnlyList<string>> RoundAsync(int round)
    {
        var load = new Load(_server.Client, round);
        var clock = new RealTime();
        double instant = _random.NextDouble() * 0.35;
        Task sending = load.RunAsync();
        await clock.ReachAsync(instant);
        await _server.Process.KillAsync();
        await sending;
        AlertsAccepted += load.Alerts.Count;
        _alerts.UnionWith(load.Alerts);
        _silences.UnionWith(load.Silences);

        int before = _sink.Requests.Count;
        await _server.RestartAsync();
        List<string> faults = [.. load.Refusals.Select(r => $"refused: {r}")];
        faults.AddRange(await LostAsync("api/v2/alerts", _alerts, a => (string)a["labels"]!["id"]!));
        faults.AddRange(await LostAsync("api/v2/silences", _silences, s => (string)s["id"]!));
        faults.AddRange(await UnpagedAsync());
        faults.AddRange(WronglyRepeated());
        faults.AddRange(await UncountedAsync(before));
        int killedAtMs = (int)(instant * 1000);
        string place = string.Create(CultureInfo.InvariantCulture, $"round {round}, killed after {killedAtMs} ms: ");
        return [.. faults.Select(f => place + f)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _sink.DisposeAsync();
    }

    private static bool IsRepeat(Received received) => received.Headers.ContainsKey("X-Tocsin-Repeat");

    private static string Told(Received received)
    {
        string alerts = string.Join(',', Ids(received).Order(StringComparer.Ordinal));
        return $"{JsonNode.Parse(received.Bytes)!["groupKey"]} {alerts}";
    }

    private static IEnumerable<string> Ids(Received received) =>
        JsonNode.Parse(received.Bytes)!["alerts"]!.AsArray().Select(a => (string)a!["labels"]!["id"]!);

    private async Task<IEnumerable<string>> LostAsync(string path, HashSet<string> accepted, Func<JsonNode, string> id)
    {
        JsonNode present = await _server.Client.GetAsync(path);
        string[] lost = [.. accepted.Except(present.AsArray().Select(item => id(item!)))];
        accepted.ExceptWith(lost);
        return lost.Select(one => $"lost from {path}: {one}");
    }

    private async Task<IEnumerable<string>> UnpagedAsync()
    {
        try
        {
            await _sink.Requests.WhenAsync(HaveAllCome, PageDeadline, "a page for every alert");
            return [];
        }
        catch (TimeoutException)
        {
            return [.. _alerts.Except(_paged).Select(id => $"never paged: {id}")];
        }
    }

    private bool HaveAllCome(IReadOnlyList<Received> pages)
    {
        for (; _pagesRead < pages.Count; _pagesRead++)
        {
            _paged.UnionWith(Ids(pages[_pagesRead]));
        }

        return _alerts.IsSubsetOf(_paged);
    }

    // The same message twice is allowed only if the second says that it may have come before.
    private IEnumerable<string> WronglyRepeated() => _sink.Requests.Snapshot()
        .Where(r => !IsRepeat(r))
        .GroupBy(Told)
        .Where(same => same.Count() > 1)
        .Select(same => $"paged {same.Count()} times without saying so: {same.Key}");

    private async Task<IEnumerable<string>> UncountedAsync(int before)
    {
        int seen = _sink.Requests.Snapshot().Skip(before).Count(IsRepeat);
        if (seen == 0)
        {
            return [];
        }

        Answer metrics = await _server.Client.SendAsync(HttpMethod.Get, "metrics");
        double counted = RepeatsCounted().Matches(metrics.Body)
            .Sum(m => double.Parse(m.Groups["count"].ValueSpan, CultureInfo.InvariantCulture));
        return counted >= seen ? [] : [$"{seen} repeats came but {counted} were counted"];
    }

    [GeneratedRegex("^tocsin_notify_repeats_total(\\{[^}]*\\})? (?<count>[0-9.e+]+)", RegexOptions.Multiline)]
    private static partial Regex RepeatsCounted();
}
