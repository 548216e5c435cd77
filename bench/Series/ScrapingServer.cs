using System.Globalization;
using System.Text;
using Tocsin.Load;
using Tocsin.TestKit;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>A server that scrapes a thousand targets of its own, and what it costs minute by minute.</summary>
internal sealed class ScrapingServer : IAsyncDisposable
{
    private const int Targets = 1000;

    private readonly StoreMake _make;
    private readonly HttpSink _targets;
    private readonly StoreServer _server;
    private readonly string _folder;
    private readonly Func<int> _answered;
    private readonly TimeSpan _interval;
    private readonly List<double> _memory = [];
    private readonly CancellationTokenSource _watching = new();
    private Task _watch = Task.CompletedTask;
    private double _memoryMost;
    private double _memoryMostInMinute;
    private TimeSpan _cpuAtFirst;
    private TimeSpan _cpu;
    private int _answeredAtFirst;
    private long _began;
    private long _minute;

    private ScrapingServer(
        StoreMake make, HttpSink targets, StoreServer server, (string Folder, Func<int> Answered, TimeSpan Interval) scrapes)
    {
        (_make, _targets, _server) = (make, targets, server);
        (_folder, _answered, _interval) = scrapes;
    }

    /// <summary>Starts targets and a server that scrapes them.</summary>
    /// <param name="make">Which server.</param>
    /// <param name="bodies">What the targets expose, packed; each scrape gets the next one.</param>
    /// <param name="interval">How often each is scraped.</param>
    /// <param name="blocksEvery">How often Tocsin makes a block at least.</param>
    public static async Task<ScrapingServer> StartAsync(
        StoreMake make, byte[][] bodies, TimeSpan interval, TimeSpan? blocksEvery)
    {
        int answered = 0;
        HttpSink targets = await HttpSink.StartAsync(async (_, http) =>
        {
            byte[] body = bodies[Interlocked.Increment(ref answered) / Targets % bodies.Length];
            http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(body);
        });
        string folder = Repository.NewTemporaryFolder("scrape-bench");
        string config = Config(new Uri(targets.Url).Authority, interval);
        StoreServer server = make == StoreMake.Prometheus
            ? await StoreServer.PrometheusAsync(null, folder, config)
            : await StoreServer.TocsinAsync(folder, config, blocksEvery);
        return new ScrapingServer(make, targets, server, (folder, () => Volatile.Read(ref answered), interval));
    }

    /// <summary>Begins the first minute.</summary>
    public void Begin()
    {
        (_cpuAtFirst, _answeredAtFirst) = (ServerCost.Cpu(_server.Pid), _answered());
        _cpu = _cpuAtFirst;
        _began = _minute = TimeProvider.System.GetTimestamp();
        _watch = WatchAsync(_watching.Token);
    }

    /// <summary>Ends a minute and begins the next.</summary>
    /// <returns>What it cost.</returns>
    public string EndMinute(int minute)
    {
        TimeSpan cpu = ServerCost.Cpu(_server.Pid);
        double cores = (cpu - _cpu) / TimeProvider.System.GetElapsedTime(_minute);
        (_cpu, _minute) = (cpu, TimeProvider.System.GetTimestamp());
        _memory.Add(ServerCost.MemoryMb(_server.Pid, "VmRSS"));
        double most = Interlocked.Exchange(ref _memoryMostInMinute, 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"minute {minute,2} {_make,-10} {cores:0.000} cores, {_memory[^1]:0} MiB, at most {most:0} MiB");
    }

    /// <summary>Sets the numbers of all minutes together.</summary>
    public async Task ReportAsync(ServerNumbers numbers)
    {
        numbers.Set("scrape_cpu", _make, (_cpu - _cpuAtFirst) / TimeProvider.System.GetElapsedTime(_began, _minute));
        numbers.Set("scrape_memory", _make, _memory.Average());
        numbers.Set("scrape_memory_most", _make, _memoryMost);
        numbers.Set("scrapes", _make, _answered() - _answeredAtFirst);
        int scrapes = (int)(TimeSpan.FromMinutes(1) / _interval);
        string late = await _server.AnswerAsync($"count(count_over_time(up{{job='load'}}[1m]) < {scrapes}) or vector(0)");
        numbers.Set("scrapes_missed", _make, LastNumber(late));
        string up = await _server.AnswerAsync("sum(up{job='load'})");
        if (LastNumber(up) < Targets)
        {
            throw new InvalidOperationException($"only some targets of {_make} are up: {up}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await _watch;
        _watching.Dispose();
        await _server.DisposeAsync();
        await _targets.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Four times a second, since what a block needs it may need for a second only.
    private async Task WatchAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                double memory = ServerCost.MemoryMb(_server.Pid, "VmRSS");
                _memoryMost = Math.Max(_memoryMost, memory);
                _memoryMostInMinute = Math.Max(_memoryMostInMinute, memory);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private static double LastNumber(string answer)
    {
        string[] quoted = answer.Split('"');
        return double.Parse(quoted[^2], CultureInfo.InvariantCulture);
    }

    private static string Config(string address, TimeSpan interval)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"global: {{scrape_interval: {interval.TotalMilliseconds}ms, scrape_timeout: {interval.TotalMilliseconds}ms}}\n"));
        text.Append("scrape_configs:\n- job_name: load\n  static_configs:\n");
        for (int i = 0; i < Targets; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {{targets: ['{address}'], labels: {{__metrics_path__: /{i}, instance: 'host-{i}:9100'}}}}\n");
        }

        return text.ToString();
    }
}
