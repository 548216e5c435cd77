using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Matching;
using Tocsin.Notify;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Api;

/// <summary>
/// The whole server in this process, on a free port, a folder of its own and a clock that moves only when told, with a
/// sink to send to. In a configuration, <c>{sink}</c> stands for the sink's address.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-api-").FullName;
    private readonly Complaints _complaints = new();
    private readonly LoggerFactory _loggers;
    private readonly ServeOptions _options;
    private string? _settings;
    private TaskCompletionSource _sinkGate = Opened();
    private HttpClient _client = new();
    private Stages? _stages;
    private TocsinServer? _server;

    private RunningServer(HttpSink sink, ServeOptions options)
    {
        Sink = sink;
        _loggers = new LoggerFactory([_complaints]);
        _options = options with
        {
            Series = options.Series is null ? null : options.Series with { ScrapesItself = false },
            ConfigFile = Path.Combine(_folder, "alertmanager.yml"),
            StoragePath = Path.Combine(_folder, "data"),
            Web = options.Web with { ListenAddresses = ["127.0.0.1:0"], ExternalUrl = "http://tocsin.example" },
        };
    }

    /// <summary>The clock; it starts at 2026-01-01T00:00:00Z.</summary>
    public VirtualTime Clock { get; } = new();

    /// <summary>What its webhooks send to.</summary>
    public HttpSink Sink { get; }

    /// <summary>The status with which the sink answers.</summary>
    public int SinkStatus { get; set; } = StatusCodes.Status200OK;

    /// <summary>What was logged as an error, bugs of endpoints included.</summary>
    public IReadOnlyList<string> Errors => _complaints.Errors;

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Root => _client.BaseAddress!;

    /// <summary>What it serves.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. _server!.Endpoints];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="config">The Alertmanager configuration.</param>
    /// <param name="options">The command line; null for none.</param>
    /// <param name="settings">The content of <c>tocsin.yml</c>; null for no such file.</param>
    public static async Task<RunningServer> StartAsync(string config, ServeOptions? options = null, string? settings = null)
    {
        RunningServer? server = null;
        HttpSink sink = await HttpSink.StartAsync(async (_, http) =>
        {
            await server!._sinkGate.Task;
            http.Response.StatusCode = server.SinkStatus;
        });
        server = new RunningServer(sink, options ?? new ServeOptions());
        await server.ConfigureAsync(config);
        if (settings is not null)
        {
            server._settings = Path.Combine(server._folder, "tocsin.yml");
            await File.WriteAllTextAsync(server._settings, settings, Cancellation);
        }

        await server.StartAsync();
        return server;
    }

    /// <summary>Lets the sink's answers wait until what is returned is disposed.</summary>
    public IDisposable HoldSink()
    {
        _sinkGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Hold(_sinkGate);
    }

    /// <summary>Writes another configuration, for the next reload or restart.</summary>
    public Task ConfigureAsync(string config) => File.WriteAllTextAsync(
        _options.ConfigFile!, config.Replace("{sink}", Sink.Url, StringComparison.Ordinal), Cancellation);

    /// <summary>Stops and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> PostAsync(string path, string body, string type = "application/json") =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), type);

    public Task<Reply> PostAsync(string path, byte[] body, string type = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (type.Length > 0)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return SendAsync(HttpMethod.Post, path, content);
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null, string ifMatch = "")
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (ifMatch.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, Cancellation);
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        return new Reply((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", body);
    }

    /// <summary>Posts alerts, which must be taken.</summary>
    public async Task PushAsync(string alerts)
    {
        Reply reply = await PostAsync("api/v2/alerts", alerts);
        Assert.True(reply.Status == 200, reply.ToString());
    }

    /// <summary>Asks until the answer is as wanted; the clock stands still, but what is due now happens.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> wanted, string what)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // A lane that arms its timer just after the clock moved has it due at once; this lets it fire.
            Clock.Advance(TimeSpan.Zero);
            Reply reply = await GetAsync(path);
            if (wanted(reply.Json))
            {
                return reply.Json;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience,
                $"waited for {what}; got {reply}; logged {string.Join('\n', Errors)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Sink.DisposeAsync();
        _loggers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private async Task StartAsync()
    {
        Directory.CreateDirectory(_options.StoragePath);
        Assert.True(FeatureFlags.TryParse(_options.EnableFeature, out FeatureFlags features, out string? flaw), flaw);
        StagesParts parts = Parts(features);
        (RunningConfig? config, IReadOnlyList<string> faults) = parts.Compiler.Compile(_options.ConfigFile);
        Assert.True(config is not null, string.Join('\n', faults));
        _stages = Stages.Start(_options, config, parts);
        (_server, string? error) = await TocsinServer.StartAsync(_options, _stages, _loggers, Cancellation);
        Assert.True(_server is not null, error);
        _client = new HttpClient { BaseAddress = new Uri($"{_server.Addresses[0]}{parts.Prefix}/") };
    }

    private async Task StopAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }

        if (_stages is not null)
        {
            await _stages.DisposeAsync();
            _stages = null;
        }
    }

    private StagesParts Parts(FeatureFlags features)
    {
        var matchers = new MatcherParser(features.ClassicMode ? MatcherMode.Classic : MatcherMode.Fallback);

        // Its own rules would be among those that tests count.
        if (_settings is null)
        {
            _settings = Path.Combine(_folder, "tocsin.yml");
            File.WriteAllText(_settings, "rules: {watch_self: false}\n");
        }

        var compiler = new ConfigCompiler(
            new DiskFileSource(),
            new ConfigCompilerOptions
            {
                Load = new LoadOptions { Matchers = matchers },
                Settings = new OwnSettings(new DiskFileSource(), _settings, _loggers.CreateLogger<OwnSettings>()),
                Time = Clock,
                Http = new HttpClientFactory(Clock, _ => null),
                ExternalUrl = _options.Web.ExternalUrl,
                LocalZone = TimeZoneInfo.Utc,
            },
            _loggers.CreateLogger<ConfigCompiler>());
        int ids = 0;
        return new StagesParts
        {
            Time = Clock,
            Random = new Random(1),
            ExternalUrl = _options.Web.ExternalUrl,
            NewId = () => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{++ids:d12}"),
            Loggers = _loggers,
            Http = new HttpClientFactory(Clock, _ => null),
            Matchers = matchers,
            Compiler = compiler,
            NotifyOptions = new NotifyOptions { Retention = _options.Retention },
            Prefix = _options.Web.RoutePrefix,
            Features = features,
        };
    }

    private sealed class Hold(TaskCompletionSource gate) : IDisposable
    {
        public void Dispose() => gate.TrySetResult();
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(int Status, string Type, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public override string ToString() => $"{Status} {Type} {Body}";
}
