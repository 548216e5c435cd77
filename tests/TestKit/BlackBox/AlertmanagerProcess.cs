using System.Globalization;
using System.Text.RegularExpressions;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A running Alertmanager, of whichever make, with its own configuration file and storage.</summary>
public sealed partial class AlertmanagerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);

    // One start at a time: a program that starts takes a core, and tests beside it count milliseconds.
    private static readonly SemaphoreSlim Starting = new(1);

    private readonly AlertmanagerOptions _options;
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private ChildProcess _child;

    private AlertmanagerProcess(AlertmanagerOptions options, string folder)
    {
        _options = options;
        _folder = folder;
        _ownsFolder = options.Folder is null;
        _child = null!;
        Client = null!;
    }

    /// <summary>The API of this server, below its route prefix.</summary>
    public AlertmanagerClient Client { get; private set; }

    /// <summary>The process; another one after <see cref="RestartAsync"/>.</summary>
    public ChildProcess Process => _child;

    /// <summary>Where it keeps its state.</summary>
    public string StorageFolder => Path.Combine(_folder, "data");

    /// <summary>Where its configuration is.</summary>
    public string ConfigFile => Path.Combine(_folder, "alertmanager.yml");

    /// <summary>The port that it chose.</summary>
    public int Port { get; private set; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <exception cref="TimeoutException">It did not say that it listens; the message holds its log.</exception>
    public static async Task<AlertmanagerProcess> StartAsync(AlertmanagerOptions options)
    {
        string folder = options.Folder ?? Repository.NewTemporaryFolder("black-box");
        var server = new AlertmanagerProcess(options, folder);
        await File.WriteAllTextAsync(server.ConfigFile, options.Config);
        Directory.CreateDirectory(server.StorageFolder);
        await server.LaunchAsync();
        return server;
    }

    /// <summary>Starts the program again on the same storage, after a stop or a kill.</summary>
    public Task RestartAsync() => LaunchAsync();

    /// <summary>Writes a new configuration and asks for a reload by signal.</summary>
    public async Task ReloadAsync(string? config = null)
    {
        if (config is not null)
        {
            await File.WriteAllTextAsync(ConfigFile, config);
        }

        int before = _child.Lines.Snapshot().Count(IsReloadEnd);
        _child.Hangup();
        await _child.Lines.WhenAsync(
            lines => lines.Count(IsReloadEnd) > before, StartDeadline, "the end of the reload");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        Client.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static bool IsReloadEnd(string line) =>
        line.Contains("Completed loading of configuration file", StringComparison.Ordinal)
        || line.Contains("Loading configuration file failed", StringComparison.Ordinal);

    private static bool IsStartEnd(string line) =>
        ListeningLine().IsMatch(line) || line.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal);

    [GeneratedRegex("""msg="?Listening on"?.*\baddress="?[^ "]*:(?<port>[0-9]+)""")]
    private static partial Regex ListeningLine();

    private async Task LaunchAsync()
    {
        await Starting.WaitAsync();
        try
        {
            await LaunchAloneAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

    private async Task LaunchAloneAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        _child = ChildProcess.Start(_options.Subject.Server(), Arguments(), _folder);
        string line;
        try
        {
            line = await _child.Lines.FirstAsync(IsStartEnd, StartDeadline, "a line 'Listening on'");
        }
        catch (TimeoutException)
        {
            await _child.DisposeAsync();
            throw;
        }

        if (!ListeningLine().IsMatch(line))
        {
            await _child.StopAsync();
            throw new InvalidOperationException($"The server ended instead of listening:\n{_child.Transcript()}");
        }

        Port = int.Parse(ListeningLine().Match(line).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        Client?.Dispose();
        Client = new AlertmanagerClient(new Uri($"http://127.0.0.1:{Port}{_options.RoutePrefix}/"));
        if (_options.WarmUp)
        {
            await Client.GetAsync("api/v2/status");
            await Client.PushAsync([]);
        }
    }

    private List<string> Arguments()
    {
        List<string> arguments =
        [
            "--config.file", ConfigFile,
            "--storage.path", StorageFolder,
            "--web.listen-address", "127.0.0.1:0",
            "--log.level", _options.LogLevel,
            "--cluster.listen-address", _options.Clustered ? "127.0.0.1:0" : "",
        ];
        if (_options.Clustered)
        {
            arguments.AddRange(["--cluster.settle-timeout", "0s"]);
        }

        if (_options.RoutePrefix.Length > 0)
        {
            arguments.AddRange(["--web.route-prefix", _options.RoutePrefix]);
        }

        arguments.AddRange(_options.Extra);
        return arguments;
    }
}
