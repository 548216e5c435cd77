using System.Text;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Load;

/// <summary>Many messages to many receivers: how fast they leave, and what those cost that cannot leave yet.</summary>
internal sealed class OutboxSuite(Subject subject, Options options)
{
    /// <summary>How many receivers share the messages.</summary>
    public const int Receivers = 20;

    private const int Queued = 100_000;
    private const int Swift = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private TaskCompletionSource _gate = Opened();

    /// <summary>Runs both phases, each on a fresh server.</summary>
    public async Task MeasureAsync(Numbers numbers)
    {
        await using HttpSink sink = await HttpSink.StartAsync((_, http) => _gate.Task.WaitAsync(http.RequestAborted));
        await using (AlertmanagerProcess server = await StartAsync(sink))
        {
            await SendAsync(server, sink, "Warm", options.Scaled(2_000));
            TimeSpan cpu = await ServerCost.RestingCpuAsync(server.Process.Pid);
            int count = options.Scaled(Swift);
            TimeSpan took = await SendAsync(server, sink, "Swift", count);
            cpu = await ServerCost.RestingCpuAsync(server.Process.Pid) - cpu;
            numbers["webhook_rate"] = count / took.TotalSeconds;
            numbers["webhook_cpu"] = cpu.TotalMicroseconds / count;
        }

        await using (AlertmanagerProcess server = await StartAsync(sink))
        {
            await MeasureQueueAsync(server, sink, numbers);
        }
    }

    private async Task MeasureQueueAsync(AlertmanagerProcess server, HttpSink sink, Numbers numbers)
    {
        int count = options.Scaled(Queued);
        int before = sink.Requests.Count;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var clients = new Clients(server.Client.Root, Suite.Clients);
        await clients.PostAllAsync("api/v2/alerts", Alerts("Queued", count));

        // Every receiver has its first messages and answers none; the rest waits.
        await sink.Requests.WhenAsync(r => r.Count >= before + Receivers, Patience, "the first messages");
        await ServerCost.RestingCpuAsync(server.Process.Pid);
        numbers["queued_memory"] = ServerCost.MemoryMb(server.Process.Pid, "VmRSS");
        long started = TimeProvider.System.GetTimestamp();
        _gate.SetResult();
        await sink.Requests.WhenAsync(r => r.Count >= before + count, Patience, $"{count} queued messages");
        numbers["drain_rate"] = count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        numbers["drain_memory"] = ServerCost.MemoryMb(server.Process.Pid, "VmHWM");
    }

    private static async Task<TimeSpan> SendAsync(AlertmanagerProcess server, HttpSink sink, string prefix, int count)
    {
        int wanted = sink.Requests.Count + count;
        byte[][] bodies = Alerts(prefix, count);
        using var clients = new Clients(server.Client.Root, Suite.Clients);
        long started = TimeProvider.System.GetTimestamp();
        await clients.PostAllAsync("api/v2/alerts", bodies);
        await sink.Requests.WhenAsync(r => r.Count >= wanted, Patience, $"{count} messages");
        return TimeProvider.System.GetElapsedTime(started);
    }

    private static byte[][] Alerts(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Chunk(Suite.BatchSize).Select(batch => Encoding.UTF8.GetBytes(
            "[" + string.Join(',', batch.Select(n => Alert(prefix, n))) + "]"))];

    private static string Alert(string prefix, int number) =>
        $$$"""
        {"labels":{"alertname":"{{{prefix}}}{{{number}}}","shard":"{{{number % Receivers}}}","job":"node","severity":"warning",
        "instance":"host-{{{number}}}:9100"},"annotations":{"summary":"Wrong on host-{{{number}}}"}}
        """;

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private Task<AlertmanagerProcess> StartAsync(HttpSink sink) =>
        AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, Configs.Outbox(sink.Url, Receivers)));
}
