using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

/// <summary>
/// Rounds on one storage folder: write, kill, restart, look. What an earlier round was promised is looked for at the end.
/// </summary>
internal sealed class IngestSeries : IAsyncDisposable
{
    private const int Writers = 3;

    // Memory becomes a block, and blocks are merged, many times in a round, so that kills fall in between, too.
    private const string Config = "series: {flush_interval: 100ms, scrape_self: false}\n";

    private readonly Dictionary<(string Series, long TimeMs), double> _accepted = [];
    private readonly SeriesServer _server;
    private readonly Random _random;
    private readonly IngestWriter[] _writers;
    private readonly long _startMs;

    private IngestSeries(SeriesServer server, Random random)
    {
        _server = server;
        _random = random;
        _startMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;
        _writers = [.. Enumerable.Range(0, Writers).Select(n => new IngestWriter($"c{n}", new Random(random.Next())))];
    }

    /// <summary>How many samples were accepted so far.</summary>
    public long SamplesAccepted => _accepted.Count;

    /// <summary>How many blocks the starts after kills found, together.</summary>
    public int BlocksSeen { get; private set; }

    /// <summary>Starts a server on a new folder.</summary>
    public static async Task<IngestSeries> StartAsync(SeriesSubject subject, Random random) => new(
        await SeriesServer.StartAsync(new SeriesServerOptions(subject) { Config = Config }), random);

    /// <summary>Adds a sample that nobody sent.</summary>
    public void PretendAccepted(string series, long timeMs, double value) => _accepted[(series, timeMs)] = value;

    /// <summary>One round; what it finds wrong, empty if nothing.</summary>
    /// <param name="round">Its number.</param>
    /// <param name="isLast">Look for what all rounds were promised, not only this one.</param>
    public async Task<IReadOnlyList<string>> RoundAsync(int round, bool isLast)
    {
        var clock = new RealTime();
        double instant = 0.05 + (_random.NextDouble() * 0.45);
        Task sending = Task.WhenAll(_writers.Select(w => w.RunAsync(_server.Client, round, _startMs)));
        await clock.ReachAsync(instant);
        await _server.Process.KillAsync();
        await sending;
        List<string> faults = [.. _writers.SelectMany(w => w.Refusals).Select(r => $"refused: {r}")];
        foreach ((string series, long time, double value) in _writers.SelectMany(w => w.Accepted))
        {
            _accepted[(series, time)] = value;
        }

        Array.ForEach(_writers, w => w.Accepted.Clear());
        await _server.RestartAsync();
        BlocksSeen += Directory.GetFiles(Path.Combine(_server.Folder, "data", "series"), "*.block").Length;
        faults.AddRange(await FaultsAsync(isLast ? "r" : $"r{round}-"));
        int killedAtMs = (int)(instant * 1000);
        string place = string.Create(CultureInfo.InvariantCulture, $"round {round}, killed after {killedAtMs} ms: ");
        return [.. faults.Select(f => place + f)];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IEnumerable<string>> FaultsAsync(string prefix)
    {
        string query = $"kill{{id=~\"{prefix}.*\"}}[1d]";
        string at = ((_startMs / 1000) + 3600).ToString(CultureInfo.InvariantCulture);
        Answer answer = await _server.Client.FormAsync("api/v1/query", [new("query", query), new("time", at)]);
        Dictionary<(string, long), double> present = [];
        List<string> faults = [];
        foreach (JsonNode? series in JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray())
        {
            string id = (string)series!["metric"]!["id"]!;
            foreach ((long time, double value) in Points(series))
            {
                if (!present.TryAdd((id, time), value))
                {
                    faults.Add($"twice: {id} at {time}");
                }
            }
        }

        foreach (((string id, long time), double value) in _accepted.Where(s => s.Key.Series.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (!present.TryGetValue((id, time), out double found))
            {
                faults.Add($"lost: {id} at {time}");
            }
            else if (found != value)
            {
                faults.Add($"{id} at {time} is {found} instead of {value}");
            }
        }

        return faults;
    }

    private static IEnumerable<(long TimeMs, double Value)> Points(JsonNode series) =>
    [
        .. (series["values"]?.AsArray() ?? []).Select(p => (Time(p!), Number(p![1]!))),
        .. (series["histograms"]?.AsArray() ?? []).Select(p => (Time(p!), Number(p![1]!["count"]!))),
    ];

    private static long Time(JsonNode point) => (long)Math.Round(point[0]!.GetValue<double>() * 1000);

    private static double Number(JsonNode text) => double.Parse((string)text!, CultureInfo.InvariantCulture);
}
