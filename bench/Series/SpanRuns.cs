using Tocsin.Load;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>
/// 10,000 spans a second by OTLP over HTTP, in protobuf, 512 of one service in a request: what the whole server takes for
/// them, two writings of the counts included.
/// </summary>
internal sealed class SpanRuns(ServerNumbers numbers)
{
    private const int SpansPerSecond = 10_000;
    private const int WarmUpSeconds = 15;
    private const int MeasuredSeconds = 30;

    /// <summary>Measures.</summary>
    public async Task RunAsync()
    {
        await using StoreServer server = await StoreServer.TocsinAsync();
        var bodies = new SpanBodies();
        IReadOnlyList<byte[]>[] rounds = [.. Enumerable.Range(0, WarmUpSeconds + MeasuredSeconds).Select(_ => bodies.Next(SpansPerSecond))];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        (TimeSpan cpu, long started) = (default, 0);
        for (int second = 0; second < rounds.Length; second++)
        {
            if (second == WarmUpSeconds)
            {
                (cpu, started) = (ServerCost.Cpu(server.Pid), TimeProvider.System.GetTimestamp());
            }

            foreach (byte[] body in rounds[second])
            {
                await server.SendSpansAsync(body);
            }

            await timer.WaitForNextTickAsync();
        }

        double took = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        double used = (ServerCost.Cpu(server.Pid) - cpu).TotalSeconds;
        int sent = MeasuredSeconds * SpansPerSecond;

        // Where the machine is too busy to keep the pace, the cost of a span is still what it is.
        numbers.Set("spans_cpu", StoreMake.Tocsin, used / sent * SpansPerSecond);
        numbers.Set("spans_per_second", StoreMake.Tocsin, sent / took);
        numbers.Set("spans_memory", StoreMake.Tocsin, ServerCost.MemoryMb(server.Pid, "VmRSS"));
        await RealTime.PollAsync(
            async () => (await server.AnswerAsync("sum(traces_span_metrics_calls_total)"))
                .Contains($"\"{rounds.Length * SpansPerSecond}\"", StringComparison.Ordinal),
            TimeSpan.FromMinutes(1), "every span to be counted");
    }
}
