using System.Diagnostics;
using System.Globalization;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Metrics;

/// <summary>
/// The metrics of the process and its runtime, under the names that dashboards for Go programs read; where .NET has no
/// such thing the nearest it has.
/// </summary>
public sealed class ProcessMetrics
{
    private readonly TimeProvider _time;
    private readonly double _startSeconds;

    /// <summary>Notes when the process started.</summary>
    public ProcessMetrics(TimeProvider time)
    {
        _time = time;
        using Process process = Process.GetCurrentProcess();
        _startSeconds = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }

    /// <summary>The families as they are now.</summary>
    public IEnumerable<FamilySnapshot> Collect()
    {
        using Process process = Process.GetCurrentProcess();
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        yield return Counter(
            "process_cpu_seconds_total",
            "User and system CPU time spent, in seconds.",
            process.TotalProcessorTime.TotalSeconds);
        yield return Gauge("process_start_time_seconds", "When the process started, in Unix seconds.", _startSeconds);
        yield return Gauge("process_resident_memory_bytes", "Resident memory.", process.WorkingSet64);
        yield return Gauge("process_virtual_memory_bytes", "Virtual memory.", process.VirtualMemorySize64);
        if (OperatingSystem.IsLinux())
        {
            yield return Gauge("process_open_fds", "Open file descriptors.", OpenDescriptors());
            yield return Gauge("process_max_fds", "Open file descriptors at most.", DescriptorsMax());
        }

        yield return Gauge("go_threads", "Threads of the operating system.", process.Threads.Count);
        yield return Gauge(
            "go_goroutines",
            "Threads of the pool and work waiting for one, in the place of goroutines.",
            ThreadPool.ThreadCount + ThreadPool.PendingWorkItemCount);
        yield return Gauge("go_sched_gomaxprocs_threads", "Processors it may use.", Environment.ProcessorCount);
        yield return Gauge("go_memstats_alloc_bytes", "Bytes of objects in use.", GC.GetTotalMemory(false));
        yield return Gauge("go_memstats_heap_alloc_bytes", "Bytes of objects in use.", GC.GetTotalMemory(false));
        yield return Counter("go_memstats_alloc_bytes_total", "Bytes ever allocated.", GC.GetTotalAllocatedBytes());
        yield return Gauge("go_memstats_heap_inuse_bytes", "Size of the heap.", memory.HeapSizeBytes);
        yield return Gauge("go_memstats_sys_bytes", "Memory committed for the heap.", memory.TotalCommittedBytes);
        yield return Gauge(
            "go_memstats_next_gc_bytes",
            "Memory at which collections get eager.",
            memory.HighMemoryLoadThresholdBytes);
        yield return new FamilySnapshot(
            "go_gc_duration_seconds",
            MetricKind.Summary,
            "Pauses for garbage collection.",
            [
                new Sample("_sum", "", GC.GetTotalPauseDuration().TotalSeconds),
                new Sample("_count", "", GC.CollectionCount(0)),
            ]);
        yield return Info("go_info", "The runtime, in the place of Go's.", [new("version", BuildFacts.Runtime)]);
        yield return BuildInfo();
        yield return Info("tocsin_build_info", "The version of Tocsin.", [new("version", BuildFacts.Version)]);
        yield return Gauge(
            "tocsin_clock_seconds",
            "The time by the program's own clock, in Unix seconds.",
            (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
    }

    private static FamilySnapshot BuildInfo() => Info(
        "alertmanager_build_info",
        "Constant 1, labelled by version, revision, branch and runtime.",
        [
            new("branch", BuildFacts.Branch),
            new("goarch", BuildFacts.Architecture),
            new("goos", BuildFacts.System),
            new("goversion", BuildFacts.Runtime),
            new("revision", BuildFacts.Revision),
            new("tags", BuildFacts.Branch),
            new("version", BuildFacts.UpstreamVersion),
        ]);

    private static FamilySnapshot Gauge(string name, string help, double value) =>
        new(name, MetricKind.Gauge, help, [new Sample("", "", value)]);

    private static FamilySnapshot Counter(string name, string help, double value) =>
        new(name, MetricKind.Counter, help, [new Sample("", "", value)]);

    private static FamilySnapshot Info(string name, string help, KeyValuePair<string, object?>[] labels) =>
        new(name, MetricKind.Gauge, help, [new Sample("", LabelText.Format(labels), 1)]);

    private static int OpenDescriptors()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double DescriptorsMax()
    {
        const string Limits = "/proc/self/limits";
        string? line = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            : null;
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && double.TryParse(words[3], CultureInfo.InvariantCulture, out double max)
            ? max
            : double.PositiveInfinity;
    }
}
