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

    // What a receiver takes at once, and what it takes its time for: 2,000 messages a second over all of them.
    private const int PlacesOfReceiver = 64;
    private static readonly TimeSpan AnswersAfter = TimeSpan.FromMilliseconds(640);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private TaskCompletionSource _gate = Opened();
    private bool _isSlow;

    /// <summary>Runs all phases, each on a fresh server.</summary>
    public async Task MeasureAsync(Numbers numbers)
    {
        if (IsWanted("swift"))
        {
            await MeasureSpeedAsync(numbers);
        }

        // The real one keeps no queue: it opens a connection for every message that waits, more than this process can take.
        if (subject == Subject.Alertmanager)
        {
            return;
        }

        if (IsWanted("fanned"))
        {
            await MeasureQueueAsync("fanned", toAll: true, numbers);
        }

        if (IsWanted("queued"))
        {
            await MeasureQueueAsync("queued", toAll: false, numbers);
        }
    }

    private bool IsWanted(string part) =>
        !options.Only.Contains(':', StringComparison.Ordinal) || options.Only.EndsWith(part, StringComparison.Ordinal);

    private async Task MeasureSpeedAsync(Numbers numbers)
    {
        await using HttpSink sink = await StartSinkAsync();
        await using AlertmanagerProcess server = await StartAsync(sink, toAll: false);
        await SendAsync(server, sink, "Warm", options.Scaled(2_000));
        TimeSpan cpu = await ServerCost.RestingCpuAsync(server.Process.Pid);
        int count = options.Scaled(Swift);
        TimeSpan took = await SendAsync(server, sink, "Swift", count);
        cpu = await ServerCost.RestingCpuAsync(server.Process.Pid) - cpu;
        numbers["webhook_rate"] = count / took.TotalSeconds;
        numbers["webhook_cpu"] = cpu.TotalMicroseconds / count;
    }

    // As many messages from a twentieth of the alerts, each told to all receivers, or from as many alerts.
    private async Task MeasureQueueAsync(string name, bool toAll, Numbers numbers)
    {
        await using HttpSink sink = await StartSinkAsync();
        await using AlertmanagerProcess server = await StartAsync(sink, toAll);
        int count = options.Scaled(Queued / Receivers) * Receivers;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _isSlow = true;
        using var clients = new Clients(server.Client.Root, Suite.Clients);
        await clients.PostAllAsync("api/v2/alerts", Alerts("Queued", toAll ? count / Receivers : count));

        // Every receiver has its first messages and answers none; the rest waits.
        await Until.AsMany(() => sink.Requests.Count, Receivers, Patience);
        await ServerCost.RestingCpuAsync(server.Process.Pid);
        numbers[name + "_memory"] = ServerCost.MemoryMb(server.Process.Pid, "VmRSS");
        long started = TimeProvider.System.GetTimestamp();
        _gate.SetResult();
        await Until.AsMany(() => sink.Requests.Count, count, Patience);
        double rate = count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        numbers[name + "_drain_rate"] = rate;
        numbers[name + "_drain_share"] = rate / (Receivers * PlacesOfReceiver / AnswersAfter.TotalSeconds);
        numbers[name + "_drain_memory"] = ServerCost.MemoryMb(server.Process.Pid, "VmHWM");
        _isSlow = false;
    }

    private static async Task<TimeSpan> SendAsync(AlertmanagerProcess server, HttpSink sink, string prefix, int count)
    {
        int wanted = sink.Requests.Count + count;
        byte[][] bodies = Alerts(prefix, count);
        using var clients = new Clients(server.Client.Root, Suite.Clients);
        long started = TimeProvider.System.GetTimestamp();
        await clients.PostAllAsync("api/v2/alerts", bodies);
        await Until.AsMany(() => sink.Requests.Count, wanted, Patience);
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

    private Task<HttpSink> StartSinkAsync() => HttpSink.StartAsync(async (_, http) =>
    {
        await _gate.Task.WaitAsync(http.RequestAborted);
        if (_isSlow)
        {
            await Task.Delay(AnswersAfter, TimeProvider.System, http.RequestAborted);
        }
    });

    private Task<AlertmanagerProcess> StartAsync(HttpSink sink, bool toAll) =>
        AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, Configs.Outbox(sink.Url, Receivers, toAll)));
}
