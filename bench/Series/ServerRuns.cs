using Tocsin.Load;
using Tocsin.TestKit;

namespace Tocsin.SeriesLoad;

/// <summary>Loads whole servers by remote write and asks them over HTTP, one after the other, with the same samples.</summary>
internal sealed class ServerRuns(int groups, ServerNumbers numbers)
{
    private const int LiveRounds = 4;
    private const int StartSteps = 480;
    private const string All = "sum(count_over_time(service00_request_duration_seconds_bucket[6h]))";

    /// <summary>How many requests of an instant are under way at once, as a Prometheus with so many shards sends them.</summary>
    public int Senders { get; init; } = 1;

    /// <summary>Ingest, memory, the disk and a start with the data, of one server.</summary>
    public async Task RunAsync(StoreMake make)
    {
        string folder = Repository.NewTemporaryFolder("series-bench");
        var workload = new Workload(groups);
        await using (StoreServer server = await StartAsync(make, folder))
        {
            TimeSpan idle = await ServerCost.RestingCpuAsync(server.Pid);
            double memory = ServerCost.MemoryMb(server.Pid, "VmRSS");
            long started = TimeProvider.System.GetTimestamp();
            var grown = new List<double>();
            await LoadAsync(server, workload, Workload.Steps, step =>
            {
                if (step >= Workload.Steps / 2)
                {
                    grown.Add(ServerCost.MemoryMb(server.Pid, "VmRSS") - memory);
                }
            });
            numbers.Set("ingest_wall", make, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            numbers.Set("ingest_cpu", make, (await ServerCost.RestingCpuAsync(server.Pid) - idle).TotalSeconds);

            // One moment says little: both collect garbage when they please.
            numbers.Set("memory_per_series", make, grown.Average() * 1024 * 1024 / workload.Labels.Length);
            numbers.Set("memory_most", make, grown.Max() * 1024 * 1024 / workload.Labels.Length);
            await server.StopAsync();
        }

        if (make == StoreMake.VictoriaMetrics)
        {
            // It merges all the time; what it leaves at its end is what it keeps. Ours is measured where it merges.
            long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
            numbers.Set("bytes_per_sample", make, (double)bytes / (Workload.Steps * workload.Labels.Length));
        }

        await using (StoreServer again = await StartAsync(make, folder))
        {
            numbers.Set("start_again", make, again.StartTime.TotalSeconds);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// Two hours of data, then a start after a clean end and one after kill -9: until a query over all of it is answered right.
    /// </summary>
    public async Task RunStartAsync(StoreMake make)
    {
        string folder = Repository.NewTemporaryFolder("series-bench");
        var workload = new Workload(groups);
        await using (StoreServer server = await StartAsync(make, folder))
        {
            await LoadAsync(server, workload, StartSteps, _ => { });
            await server.StopAsync();
        }

        foreach (string name in new[] { "start_2h", "start_2h_killed" })
        {
            await using StoreServer again = await StartAsync(make, folder);
            string answer = await again.AnswerAsync(All);
            numbers.Set(name, make, again.SinceStart.TotalSeconds);
            numbers.Set(name + "_cpu", make, ServerCost.Cpu(again.Pid).TotalSeconds);
            if (!answer.Contains($"\"{StartSteps * Workload.SeriesPerGroup}\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{make} answers {answer}");
            }

            await again.KillAsync();
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
        await LoadAsync(ruled, new Workload(groups), Workload.Steps, _ => { });
        await LoadAsync(plain, workload, Workload.Steps, _ => { });
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
                numbers.Set("rule_round", StoreMake.Prometheus, cost.TotalMilliseconds / LiveRounds);
            }

            workload.Advance();
            foreach (byte[] body in bodies.At(NowMs(), workload.Values))
            {
                await ruled.WriteAsync(body);
                await plain.WriteAsync(body);
            }
        }
    }

    private static Task<StoreServer> StartAsync(StoreMake make, string folder) => make switch
    {
        StoreMake.Tocsin => StoreServer.TocsinAsync(folder),
        StoreMake.VictoriaMetrics => StoreServer.VictoriaMetricsAsync(folder),
        _ => StoreServer.PrometheusAsync(null, folder),
    };

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task LoadAsync(StoreServer server, Workload workload, int steps, Action<int> afterStep)
    {
        var bodies = new WriteBodies(workload.Labels);
        long first = NowMs() - (steps * Workload.StepMs);
        for (int step = 0; step < steps; step++)
        {
            workload.Advance();
            await Parallel.ForEachAsync(
                bodies.At(first + (step * Workload.StepMs), workload.Values),
                new ParallelOptions { MaxDegreeOfParallelism = Senders },
                async (body, _) => await server.WriteAsync(body));
            afterStep(step);
        }
    }
}
