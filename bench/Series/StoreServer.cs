using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Tocsin.TestKit;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>A server that takes remote write and answers queries, of whichever make, in a folder of its own.</summary>
internal sealed partial class StoreServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly ChildProcess _child;
    private readonly HttpClient _client;
    private long _started;

    private StoreServer(ChildProcess child, string folder, bool ownsFolder, Uri address)
    {
        (_child, _folder, _ownsFolder) = (child, folder, ownsFolder);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Deadline };
    }

    /// <summary>Its process.</summary>
    public int Pid => _child.Pid;

    /// <summary>How long it took from the start of the process to the first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>How long ago its process was started.</summary>
    public TimeSpan SinceStart => TimeProvider.System.GetElapsedTime(_started);

    /// <summary>Where it keeps its data.</summary>
    public string Folder => _folder;

    /// <summary>Starts Prometheus, with rules or without.</summary>
    public static Task<StoreServer> PrometheusAsync(string? rules, string? folder = null, string? scrapes = null)
    {
        string place = folder ?? Repository.NewTemporaryFolder("bench-prometheus");
        string config = Path.Combine(place, "prometheus.yml");
        File.WriteAllText(config, scrapes ?? (rules is null ? "global: {}\n" : "rule_files: [rules.yml]\n"));
        File.WriteAllText(Path.Combine(place, "rules.yml"), rules ?? "");
        string[] arguments =
        [
            "--config.file", config, "--storage.tsdb.path", Path.Combine(place, "data"),
            "--web.listen-address", "127.0.0.1:0", "--web.enable-remote-write-receiver", "--log.level", "info",
        ];
        return StartAsync(Needs.Peer("prometheus"), arguments, place, folder is null, "Server is ready");
    }

    /// <summary>Starts Tocsin.</summary>
    /// <param name="folder">Where it keeps its data; null for one of its own.</param>
    /// <param name="scrapes">The configuration of its scrapes.</param>
    /// <param name="blocksEvery">How often it makes a block at least.</param>
    public static Task<StoreServer> TocsinAsync(string? folder = null, string? scrapes = null, TimeSpan? blocksEvery = null)
    {
        string place = folder ?? Repository.NewTemporaryFolder("bench-tocsin");
        string config = Path.Combine(place, "alertmanager.yml");
        File.WriteAllText(config, "route: {receiver: none}\nreceivers: [{name: none}]\n");
        string settings = Path.Combine(place, "tocsin.yml");
        File.WriteAllText(
            settings,
            string.Create(
                CultureInfo.InvariantCulture,
                $"series: {{scrape_self: false, flush_interval: {(blocksEvery ?? TimeSpan.FromMinutes(15)).TotalSeconds}s}}\n")
                + (scrapes is null ? "" : "prometheus: {config_file: prometheus.yml}\n"));
        File.WriteAllText(Path.Combine(place, "prometheus.yml"), scrapes ?? "");
        string[] arguments =
        [
            "serve", "--config.file", config, "--config", settings, "--storage.path", Path.Combine(place, "data"),
            "--web.listen-address", "127.0.0.1:0", "--cluster.listen-address", "",
        ];
        return StartAsync(Needs.Published("tocsin"), arguments, place, folder is null, "Listening on");
    }

    /// <summary>Starts VictoriaMetrics, which by itself looks back half a minute and waits for late samples.</summary>
    public static Task<StoreServer> VictoriaMetricsAsync(string? folder = null)
    {
        string place = folder ?? Repository.NewTemporaryFolder("bench-victoria");
        string[] arguments =
        [
            $"-storageDataPath={Path.Combine(place, "data")}", "-httpListenAddr=127.0.0.1:0", "-search.latencyOffset=0s",
        ];
        return StartAsync(Needs.Peer("victoria-metrics"), arguments, place, folder is null, "started server at");
    }

    /// <summary>Writes samples.</summary>
    public async Task WriteAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using HttpResponseMessage answer = await _client.PostAsync("api/v1/write", content);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Sends spans.</summary>
    public async Task SendSpansAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using HttpResponseMessage answer = await _client.PostAsync("v1/traces", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for an expression; how many bytes the answer had.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="atMs">The instant, Unix milliseconds; null for now.</param>
    public async Task<int> QueryAsync(string expression, long? atMs = null)
    {
        string time = atMs is { } at ? string.Create(CultureInfo.InvariantCulture, $"&time={at / 1000.0}") : "";
        using HttpResponseMessage answer = await _client.GetAsync(
            new Uri($"api/v1/query?query={Uri.EscapeDataString(expression)}{time}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    /// <summary>Asks for an expression now; the answer.</summary>
    public Task<string> AnswerAsync(string expression) =>
        _client.GetStringAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative));

    /// <summary>Ends it at once.</summary>
    public Task KillAsync() => _child.KillAsync();

    /// <summary>Asks it to end, and waits until it has.</summary>
    public Task StopAsync() => _child.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _child.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<StoreServer> StartAsync(
        string program, string[] arguments, string folder, bool ownsFolder, string ready)
    {
        long started = TimeProvider.System.GetTimestamp();
        ChildProcess child = ChildProcess.Start(program, arguments, folder);
        string line = await child.Lines.FirstAsync(l => Listening().IsMatch(l), Deadline, "the server to listen");
        await child.Lines.FirstAsync(l => l.Contains(ready, StringComparison.Ordinal), Deadline, "the server to be ready");
        int port = int.Parse(Listening().Match(line).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        var server = new StoreServer(child, folder, ownsFolder, new Uri($"http://127.0.0.1:{port}/")) { _started = started };
        await server.QueryAsync("vector(1)");
        server.StartTime = TimeProvider.System.GetElapsedTime(started);
        return server;
    }

    [GeneratedRegex("""(msg="?Listening on"?.*\baddress="?[^ "]*|started server at http://[0-9.]+):(?<port>[0-9]+)""")]
    private static partial Regex Listening();
}
