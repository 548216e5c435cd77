using System.Globalization;
using Tocsin.Load;
using Tocsin.TestKit;

namespace Tocsin.SeriesLoad;

/// <summary>Loads whole servers by remote write and asks them over HTTP, one after the other, with the same samples.</summary>
internal sealed class ServerRuns(int groups, ServerNumbers numbers)
{
    private const int LiveRounds = 4;
    private const int Queries = 60;
    private const string Rate = "rate(service00_request_duration_seconds_bucket[5m])";

    /// <summary>Ingest, memory, instant queries and a start with the data, of one server.</summary>
    public async Task RunAsync(bool isOurs)
    {
        string folder = Repository.NewTemporaryFolder("series-bench");
        var workload = new Workload(groups);
        await using (StoreServer server = await StartAsync(isOurs, folder))
        {
            TimeSpan idle = await ServerCost.RestingCpuAsync(server.Pid);
            double memory = ServerCost.MemoryMb(server.Pid, "VmRSS");
            long started = TimeProvider.System.GetTimestamp();
            await LoadAsync(server, workload);
            numbers.Set("ingest_wall", isOurs, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            numbers.Set("ingest_cpu", isOurs, (await ServerCost.RestingCpuAsync(server.Pid) - idle).TotalSeconds);
            double grown = ServerCost.MemoryMb(server.Pid, "VmRSS") - memory;
            numbers.Set("memory_per_series", isOurs, grown * 1024 * 1024 / workload.Labels.Length);
            await AskAsync(server, isOurs);
            await server.StopAsync();
        }

        await using (StoreServer again = await StartAsync(isOurs, folder))
        {
            numbers.Set("start_again", isOurs, again.StartTime.TotalSeconds);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// The processor time of a round of rules: that of a Prometheus with rules less that of one without, both fed alike,
    /// over a minute of rounds.
    /// </summary>
    public async Task RunPeerRulesAsync()
    {
        var workload = new Workload(groups);
        await using StoreServer ruled = await StoreServer.PrometheusAsync(workload.RuleFile());
        await using StoreServer plain = await StoreServer.PrometheusAsync(null);
        await LoadAsync(ruled, new Workload(groups));
        await LoadAsync(plain, workload);
        var bodies = new WriteBodies(workload.Labels);
        TimeSpan before = TimeSpan.Zero;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Workload.StepMs), TimeProvider.System);
        for (int round = 0; round <= LiveRounds; round++)
        {
            await timer.WaitForNextTickAsync();
            if (round == 0)
            {
                before = ServerCost.Cpu(ruled.Pid) - ServerCost.Cpu(plain.Pid);
            }
            else if (round == LiveRounds)
            {
                TimeSpan cost = ServerCost.Cpu(ruled.Pid) - ServerCost.Cpu(plain.Pid) - before;
                numbers.Set("rule_round", false, cost.TotalMilliseconds / LiveRounds);
            }

            workload.Advance();
            foreach (byte[] body in bodies.At(NowMs(), workload.Values))
            {
                await ruled.WriteAsync(body);
                await plain.WriteAsync(body);
            }
        }
    }

    private static Task<StoreServer> StartAsync(bool isOurs, string folder) =>
        isOurs ? StoreServer.TocsinAsync(folder) : StoreServer.PrometheusAsync(null, folder);

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task LoadAsync(StoreServer server, Workload workload)
    {
        var bodies = new WriteBodies(workload.Labels);
        long first = NowMs() - (Workload.Steps * Workload.StepMs);
        for (int step = 0; step < Workload.Steps; step++)
        {
            workload.Advance();
            foreach (byte[] body in bodies.At(first + (step * Workload.StepMs), workload.Values))
            {
                await server.WriteAsync(body);
            }
        }
    }

    private async Task AskAsync(StoreServer server, bool isOurs)
    {
        if (await server.QueryAsync(Rate) < 1_000 * 100)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Rate} has no answer"));
        }

        for (int i = 0; i < Queries; i++)
        {
            await server.QueryAsync(Rate);
        }

        TimeSpan before = await ServerCost.RestingCpuAsync(server.Pid);
        var each = new List<TimeSpan>();
        for (int i = 0; i < Queries; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await server.QueryAsync(Rate);
            each.Add(TimeProvider.System.GetElapsedTime(started));
        }

        TimeSpan cost = await ServerCost.RestingCpuAsync(server.Pid) - before;
        each.Sort();
        numbers.Set("rate_1000_cpu", isOurs, cost.TotalMilliseconds / Queries);
        numbers.Set("rate_1000_median", isOurs, each[Queries / 2].TotalMilliseconds);
    }
}
