using System.Globalization;
using System.Text.RegularExpressions;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A running server of series, of whichever make, with its own configuration file and storage.</summary>
public sealed partial class SeriesServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);

    private readonly SeriesServerOptions _options;
    private ChildProcess? _child;

    private SeriesServer(SeriesServerOptions options, string folder)
    {
        _options = options;
        Folder = folder;
    }

    /// <summary>Which make it is.</summary>
    public SeriesSubject Subject => _options.Subject;

    /// <summary>The folder of its configuration and its storage.</summary>
    public string Folder { get; }

    /// <summary>The API of this server; another one after <see cref="RestartAsync"/>.</summary>
    public SeriesClient Client { get; private set; } = null!;

    /// <summary>The process; another one after <see cref="RestartAsync"/>.</summary>
    public ChildProcess Process => _child!;

    /// <summary>Where its configuration is.</summary>
    public string ConfigFile => Path.Combine(Folder, Subject == SeriesSubject.Tocsin ? "tocsin.yml" : "prometheus.yml");

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<SeriesServer> StartAsync(SeriesServerOptions options)
    {
        string folder = options.Folder ?? Repository.NewTemporaryFolder("series");
        var server = new SeriesServer(options, folder);
        bool isQuiet = options.Config.Length == 0 && server.Subject == SeriesSubject.Tocsin;
        string config = isQuiet ? "series: {scrape_self: false}\n" : options.Config;
        await File.WriteAllTextAsync(
            server.ConfigFile, config.Replace("{folder}", folder, StringComparison.Ordinal));
        foreach ((string name, string text) in options.Files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }

        await server.LaunchAsync();
        return server;
    }

    /// <summary>Starts the program again on the same storage, after a stop or a kill.</summary>
    public Task RestartAsync() => LaunchAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        if (_options.Folder is null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    [GeneratedRegex("""(msg="?Listening on"?.*\baddress="?[^ "]*|started server at http://127\.0\.0\.1):(?<port>[0-9]+)""")]
    private static partial Regex ListeningLine();

    private async Task LaunchAsync()
    {
        Client?.Dispose();
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        (string program, string[] flags) = Subject switch
        {
            SeriesSubject.Tocsin => (Needs.Published("tocsin"), TocsinFlags()),
            SeriesSubject.VictoriaMetrics => (Needs.Peer("victoria-metrics"), VictoriaFlags()),
            _ => (Needs.Peer("prometheus"), PrometheusFlags()),
        };
        _child = ChildProcess.Start(program, [.. flags, .. _options.Extra], Folder);
        string line = await _child.Lines.FirstAsync(
            l => ListeningLine().IsMatch(l) || l.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal),
            StartDeadline,
            "a line 'Listening on'");
        if (!ListeningLine().IsMatch(line))
        {
            throw new InvalidOperationException($"The server ended instead of listening:\n{_child.Transcript()}");
        }

        int port = int.Parse(ListeningLine().Match(line).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        Client = new SeriesClient(new Uri($"http://127.0.0.1:{port}/"));
        if (Subject == SeriesSubject.Prometheus)
        {
            // It listens before it can be asked.
            await RealTime.PollAsync(async () => (int)(await Client.GetAsync("-/ready")).Status == 200, StartDeadline, "Prometheus");
        }
    }

    private string[] TocsinFlags() =>
    [
        "serve",
        "--config", ConfigFile,
        "--storage.path", Path.Combine(Folder, "data"),
        "--web.listen-address", "127.0.0.1:0",
        "--cluster.listen-address", "",
    ];

    private string[] VictoriaFlags() =>
    [
        $"-storageDataPath={Path.Combine(Folder, "data")}", "-httpListenAddr=127.0.0.1:0", "-search.latencyOffset=0s",
    ];

    private string[] PrometheusFlags() =>
    [
        "--config.file", ConfigFile,
        _options.IsAgent ? "--storage.agent.path" : "--storage.tsdb.path", Path.Combine(Folder, "data"),
        "--web.listen-address", "127.0.0.1:0",
        _options.IsAgent ? "--agent" : "--web.enable-remote-write-receiver",
    ];
}
