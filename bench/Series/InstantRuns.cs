using Tocsin.Load;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>
/// Instant queries by HTTP. The servers stand beside each other with the same samples and are asked in turns, so that
/// whatever else the machine does meets all of them.
/// </summary>
internal sealed class InstantRuns(ServerNumbers numbers)
{
    private const int Groups = 10;
    private const int First = 60;
    private const int Turns = 4;

    private static readonly StoreMake[] Makes = Enum.GetValues<StoreMake>();

    // What an expression touches is 20,000 samples, ten times and a hundred times as many.
    private static readonly (string Name, string Expression, int Queries)[] Asked =
    [
        ("rate_1000", "rate(service00_request_duration_seconds_bucket[5m])", 300),
        ("rate_10x", "rate({__name__=~\"service0[0-9]_request_duration_seconds_bucket\"}[5m])", 30),
        ("rate_100x", "rate({__name__=~\"service0[0-9]_request_duration_seconds_bucket\"}[50m])", 10),
    ];

    private long _atMs;

    /// <summary>Runs it all.</summary>
    public async Task RunAsync()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _atMs = now / Workload.StepMs * Workload.StepMs;
        await using StoreServer prometheus = await StoreServer.PrometheusAsync(null);
        await using StoreServer victoria = await StoreServer.VictoriaMetricsAsync();
        await using StoreServer tocsin = await StoreServer.TocsinAsync();
        StoreServer[] servers = [prometheus, victoria, tocsin];
        await LoadAsync(servers);
        foreach (StoreServer server in servers)
        {
            // VictoriaMetrics finds a sample a while after it has taken it.
            await RealTime.PollAsync(
                async () => await server.QueryAsync(Asked[0].Expression, _atMs) >= 100_000, TimeSpan.FromMinutes(1), "an answer");
        }

        foreach (StoreMake make in Makes)
        {
            TimeSpan first = await CostAsync(servers[(int)make], Asked[0].Expression, First, []);
            numbers.Set("rate_1000_first", make, first.TotalMilliseconds / First);
        }

        foreach ((string name, string expression, int queries) in Asked)
        {
            await MeasureAsync(servers, name, expression, queries);
        }
    }

    private async Task MeasureAsync(StoreServer[] servers, string name, string expression, int queries)
    {
        TimeSpan[] costs = new TimeSpan[servers.Length];
        List<TimeSpan>[] each = [.. servers.Select(_ => new List<TimeSpan>())];
        for (int turn = -Turns; turn < Turns; turn++)
        {
            for (int i = 0; i < servers.Length; i++)
            {
                // As many queries go before as are measured: until then the compiler is still at work.
                TimeSpan cost = await CostAsync(servers[i], expression, queries, turn < 0 ? [] : each[i]);
                costs[i] += turn < 0 ? TimeSpan.Zero : cost;
            }
        }

        foreach (StoreMake make in Makes)
        {
            double cost = costs[(int)make].TotalMilliseconds / (Turns * queries);
            numbers.Set($"{name}_cpu", make, cost);
            numbers.Set($"{name}_growth", make, cost / (numbers.Value("rate_1000_cpu", make) ?? cost));
            each[(int)make].Sort();
            numbers.Set($"{name}_median", make, each[(int)make][Turns * queries / 2].TotalMilliseconds);
        }
    }

    private async Task<TimeSpan> CostAsync(StoreServer server, string expression, int queries, List<TimeSpan> each)
    {
        TimeSpan before = await ServerCost.RestingCpuAsync(server.Pid);
        for (int i = 0; i < queries; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await server.QueryAsync(expression, _atMs);
            each.Add(TimeProvider.System.GetElapsedTime(started));
        }

        return await ServerCost.RestingCpuAsync(server.Pid) - before;
    }

    private async Task LoadAsync(StoreServer[] servers)
    {
        var workload = new Workload(Groups);
        var bodies = new WriteBodies(workload.Labels);
        for (int step = 1; step <= Workload.Steps; step++)
        {
            workload.Advance();
            foreach (byte[] body in bodies.At(_atMs - ((Workload.Steps - step) * Workload.StepMs), workload.Values))
            {
                foreach (StoreServer server in servers)
                {
                    await server.WriteAsync(body);
                }
            }
        }
    }
}
