using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Load;

/// <summary>Every measure of one server, each phase on a fresh process and a fresh folder where it matters.</summary>
internal sealed class Suite(Subject subject, Options options)
{
    /// <summary>How many alerts the goals are stated for.</summary>
    public const int Alerts = 50_000;

    /// <summary>How many alerts are in one request.</summary>
    public const int BatchSize = 100;

    /// <summary>How many clients send at once.</summary>
    public const int Clients = 4;

    private const int MuteRound = 4_000;
    private const string AlertsPath = "api/v2/alerts";
    private readonly Numbers _numbers = [];

    /// <summary>Runs the phases that are asked for.</summary>
    public async Task<Numbers> RunAsync()
    {
        if (IsWanted("start"))
        {
            await MeasureStartAsync();
        }

        if (IsWanted("ingest") || IsWanted("latency") || IsWanted("read"))
        {
            await MeasureFullTableAsync();
        }

        if (IsWanted("mute"))
        {
            double few = await MeasureMutesAsync(10);
            double many = await MeasureMutesAsync(options.Scaled(10_000));
            _numbers["new_alert_cpu_10_mutes"] = few;
            _numbers["new_alert_cpu_10k_mutes"] = many;
            _numbers["mutes_cost_growth"] = many / few;
        }

        if (IsWanted("outbox"))
        {
            await new OutboxSuite(subject, options).MeasureAsync(_numbers);
        }

        if (IsWanted("isolation"))
        {
            await new IsolationSuite(subject, options).MeasureAsync(_numbers);
        }

        return _numbers;
    }

    private bool IsWanted(string phase) => options.Only.Length == 0 || options.Only.Contains(phase, StringComparison.Ordinal);

    private async Task MeasureStartAsync()
    {
        await using HttpSink sink = await HttpSink.StartAsync();
        long started = TimeProvider.System.GetTimestamp();
        await using AlertmanagerProcess server = await StartAsync(Configs.Ingest(sink.Url));
        using var clients = new Clients(server.Client.Root, 1);
        await clients.PostAsync(AlertsPath, Bodies.Probe(0));
        IReadOnlyList<Received> pages = await sink.Requests.WhenAsync(r => r.Count > 0, TimeSpan.FromSeconds(30), "the page");
        _numbers["start_to_first_page"] =
            TimeProvider.System.GetElapsedTime(started, pages[0].Timestamp).TotalMilliseconds;
    }

    private async Task MeasureFullTableAsync()
    {
        await using HttpSink sink = await HttpSink.StartAsync();
        await using AlertmanagerProcess server = await StartAsync(Configs.Ingest(sink.Url));
        using var clients = new Clients(server.Client.Root, Clients);
        int pid = server.Process.Pid;
        int count = options.Scaled(Alerts);
        byte[][] bodies = Bodies.Alerts("Load", count, perName: 50);
        await clients.PostAllAsync(AlertsPath, Bodies.Alerts("Warm", 4_000, perName: 50));

        (_numbers["create_rate"], _numbers["create_cpu"]) = await PostMeasuredAsync(clients, pid, bodies, rounds: 1);
        (_numbers["refresh_rate"], _numbers["refresh_cpu"]) = await PostMeasuredAsync(clients, pid, bodies, rounds: 4);
        _numbers["resident_memory"] = ServerCost.MemoryMb(pid, "VmRSS");
        if (IsWanted("latency"))
        {
            await MeasurePagesAsync(clients, sink);
        }

        if (IsWanted("read"))
        {
            await MeasureReadsAsync(server, clients, count);
        }

        _numbers["memory_after_reads"] = ServerCost.MemoryMb(pid, "VmRSS");
        _numbers["peak_memory"] = ServerCost.MemoryMb(pid, "VmHWM");
    }

    private static async Task<(double Rate, double CpuMicros)> PostMeasuredAsync(
        Clients clients,
        int pid,
        byte[][] bodies,
        int rounds)
    {
        TimeSpan before = await ServerCost.RestingCpuAsync(pid);
        TimeSpan took = TimeSpan.Zero;
        for (int i = 0; i < rounds; i++)
        {
            took += await clients.PostAllAsync(AlertsPath, bodies);
        }

        TimeSpan cpu = await ServerCost.RestingCpuAsync(pid) - before;
        double alerts = (double)bodies.Length * BatchSize * rounds;
        return (alerts / took.TotalSeconds, cpu.TotalMicroseconds / alerts);
    }

    private async Task MeasurePagesAsync(Clients clients, HttpSink sink)
    {
        const int Warm = 50;
        int probes = Math.Max(100, options.Scaled(1_000));
        await WarmInstrumentAsync(sink);
        var times = new List<double>(probes);
        for (int i = 0; i < Warm + probes; i++)
        {
            int wanted = sink.Requests.Count + 1;
            long started = TimeProvider.System.GetTimestamp();
            await clients.PostAsync(AlertsPath, Bodies.Probe(i + 1));
            IReadOnlyList<Received> pages = await sink.Requests.WhenAsync(
                r => r.Count >= wanted, TimeSpan.FromSeconds(30), "the page of a probe");
            if (i >= Warm)
            {
                times.Add(TimeProvider.System.GetElapsedTime(started, pages[wanted - 1].Timestamp).TotalMilliseconds);
            }
        }

        times.Sort();
        _numbers["page_p50"] = times[probes / 2];
        _numbers["page_p99"] = times[(int)(probes * 0.99)];
    }

    // Our own client and sink are compiled in their first seconds, on the processors that the server needs for its page.
    private static async Task WarmInstrumentAsync(HttpSink sink)
    {
        using var clients = new Clients(new Uri(sink.Url), 1);
        for (int i = 0; i < 3_000; i++)
        {
            await clients.PostAsync("warm", Bodies.Probe(0));
        }
    }

    private async Task MeasureReadsAsync(AlertmanagerProcess server, Clients clients, int count)
    {
        JsonNode all = await server.Client.GetAsync(AlertsPath);
        if (all.AsArray().Count < count)
        {
            throw new InvalidOperationException($"{subject} lost alerts: {all.AsArray().Count} of {count}.");
        }

        _numbers["groups_get"] = (await clients.MedianGetAsync("api/v2/alerts/groups", 5)).TotalMilliseconds;
        string filter = Uri.EscapeDataString("""service="svc-7" """.Trim());
        string second = Uri.EscapeDataString("""instance=~"host-0.*" """.Trim());
        TimeSpan filtered = await clients.MedianGetAsync($"{AlertsPath}?filter={filter}&filter={second}", 9);
        _numbers["filtered_get"] = filtered.TotalMilliseconds;
    }

    private async Task<double> MeasureMutesAsync(int mutes)
    {
        await using HttpSink sink = await HttpSink.StartAsync();
        await using AlertmanagerProcess server = await StartAsync(Configs.Muting(sink.Url, mutes));
        using var clients = new Clients(server.Client.Root, Clients);
        int pid = server.Process.Pid;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await clients.PostAllAsync("api/v2/silences", [.. Enumerable.Range(0, mutes).Select(i => Bodies.Silence(i, now))]);
        await PageAsync(clients, sink, Bodies.Alerts("Warm", MuteRound, perName: 50));

        // The kernel counts in hundredths of a second: go on until the cost stands out, or it is plainly small.
        TimeSpan before = await ServerCost.RestingCpuAsync(pid);
        TimeSpan cpu = TimeSpan.Zero;
        int rounds = 0;
        for (; rounds < 10 && cpu < TimeSpan.FromSeconds(2); rounds++)
        {
            await PageAsync(clients, sink, Bodies.Alerts($"Load{rounds}x", MuteRound, perName: 50));
            cpu = await ServerCost.RestingCpuAsync(pid) - before;
        }

        return cpu.TotalMicroseconds / (rounds * MuteRound);
    }

    private static async Task PageAsync(Clients clients, HttpSink sink, byte[][] bodies)
    {
        int groups = bodies.Length * BatchSize / 50;
        int wanted = sink.Requests.Count + groups;
        await clients.PostAllAsync(AlertsPath, bodies);
        await sink.Requests.WhenAsync(r => r.Count >= wanted, TimeSpan.FromMinutes(2), $"{groups} pages");
    }

    private Task<AlertmanagerProcess> StartAsync(string config) =>
        AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, config));
}
