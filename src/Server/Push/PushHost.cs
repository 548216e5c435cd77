using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Server.Records;
using Tocsin.Server.Scrape;
using Tocsin.Signals.Push;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Push;

/// <summary>The groups that were pushed: taken, kept on disk, exposed as a target within this program. Thread-safe.</summary>
internal sealed partial class PushHost : IInnerTarget, IAsyncDisposable
{
    /// <summary>The name of its job; the groups have jobs of their own.</summary>
    public const string Job = "push";

    private static readonly RecordLogKind Kind = new([.. "TOCPUSH1"u8], "groups") { IsAppliedFirst = true };
    private static readonly string[] Outcomes = ["accepted", "refused", "deleted", "failed"];

    private readonly Lock _gate = new();
    private readonly PushTable _table;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new("Tocsin.Push");
    private readonly long[] _requests = new long[Outcomes.Length];
    private readonly RecordLog _log;
    private long _expired;
    private bool _isWanted;

    private PushHost(string path, PushTable table, (PushOptions Options, string Url, TimeProvider Time) around)
    {
        (_table, _time, Options) = (table, around.Time, around.Options);
        _isWanted = table.Count > 0;
        _log = RecordLog.Begin(path, Kind, Snapshot);
        string instance = Uri.TryCreate(around.Url, UriKind.Absolute, out Uri? parsed) ? parsed.Authority : around.Url;
        var labels = LabelSet.Of(("instance", instance), ("job", Job));
        Target = new ScrapeTargetModel
        {
            Pool = new ScrapePoolModel { Name = Job, HonorLabels = true, TakesNative = true },
            Labels = labels,
            Discovered = labels,
            Url = around.Url.TrimEnd('/') + "/push/metrics",
            Interval = Options.Interval,
            Timeout = Options.Interval,
        };
        _meter.CreateObservableGauge("tocsin_push_groups", () => _table.Count, null, "Groups of pushed metrics.");
        _meter.CreateObservableGauge("tocsin_push_series", () => _table.SeriesCount, null, "Metrics that they hold.");
        _meter.CreateObservableGauge("tocsin_push_log_bytes", () => _log.Length, null, "Bytes that they take on disk.");
        _meter.CreateObservableCounter(
            "tocsin_push_requests_total",
            () => Outcomes.Select((name, i) => new Measurement<long>(
                Volatile.Read(ref _requests[i]), new KeyValuePair<string, object?>("outcome", name))),
            null, "Pushes and deletions, by what became of them.");
        _meter.CreateObservableCounter(
            "tocsin_push_groups_expired_total", () => Volatile.Read(ref _expired), null, "Groups removed since push.ttl was over.");
    }

    /// <summary>The settings.</summary>
    public PushOptions Options { get; }

    /// <inheritdoc/>
    public ScrapeTargetModel Target { get; }

    /// <inheritdoc/>
    public bool IsWanted => Volatile.Read(ref _isWanted);

    /// <summary>Is told when there is something to scrape for the first time.</summary>
    public Action? Wanted { get; set; }

    /// <summary>The groups as they are now, by their labels.</summary>
    public IReadOnlyList<PushGroup> Groups
    {
        get
        {
            lock (_gate)
            {
                Expire();
                return _table.Groups;
            }
        }
    }

    /// <summary>Goes on where the last run ended.</summary>
    /// <exception cref="IOException">The folder cannot be used; the message says why.</exception>
    public static PushHost Open(string folder, string url, PushOptions options, (TimeProvider Time, ILogger Log) around)
    {
        string path = Path.Combine(folder, "groups.log");
        var table = new PushTable(options.Limits);
        if (RecordLog.Read(path, Kind, record => PushRecord.TryApply(record.Span, table)) is { } notice)
        {
            LogNotice(around.Log, notice);
        }

        return new PushHost(path, table, (options, url, around.Time));
    }

    /// <summary>Takes a push; completes when what it changed is on disk.</summary>
    /// <returns>Why it was refused; null if it was not.</returns>
    /// <exception cref="IOException">The disk refused it.</exception>
    public async Task<string?> PushAsync(PushRequest request)
    {
        PushOutcome outcome;
        Task written = Task.CompletedTask;
        lock (_gate)
        {
            Expire();
            outcome = _table.Push(request, NowNs);
            if (outcome.Group is { } group)
            {
                written = _log.AppendAsync(PushRecord.Write(group));
            }
        }

        await WrittenAsync(written, outcome.Fault is null ? 0 : 1).ConfigureAwait(false);
        if (!IsWanted && outcome.Group is not null)
        {
            Volatile.Write(ref _isWanted, true);
            Wanted?.Invoke();
        }

        return outcome.Fault;
    }

    /// <summary>Removes a group, whether it is there or not; completes when that is on disk.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public async Task DeleteAsync(IReadOnlyList<PushLabel> labels)
    {
        Task written;
        lock (_gate)
        {
            // Also where there is none: an earlier deletion may still be on its way to the disk.
            _table.Delete(PushGroup.KeyOf(labels));
            written = _log.AppendAsync(PushRecord.WriteGone(labels));
        }

        await WrittenAsync(written, 2).ConfigureAwait(false);
    }

    /// <summary>Removes all groups.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public async Task WipeAsync()
    {
        foreach (PushGroup group in Groups)
        {
            await DeleteAsync(group.Labels).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<ScrapeFetch.Fetched> FetchAsync(CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        foreach (PushGroup group in Groups)
        {
            group.Expose(body);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, body.WrittenCount));
        body.WrittenSpan.CopyTo(rented);
        return Task.FromResult(new ScrapeFetch.Fetched(rented, body.WrittenCount, ScrapeFormat.Protobuf, null));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _log.DisposeAsync().ConfigureAwait(false);
    }

    private long NowNs => (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    // A restart would find them over again: nobody waits for the disk.
    private void Expire()
    {
        foreach (PushGroup group in _table.Expire(NowNs))
        {
            _expired++;
            _ = _log.AppendAsync(PushRecord.WriteGone(group.Labels));
        }
    }

    private IReadOnlyList<byte[]> Snapshot()
    {
        lock (_gate)
        {
            return [.. _table.Groups.Select(PushRecord.Write)];
        }
    }

    private async Task WrittenAsync(Task written, int outcome)
    {
        try
        {
            await written.ConfigureAwait(false);
            Interlocked.Increment(ref _requests[outcome]);
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _requests[3]);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found while opening pushed groups {notice}")]
    private static partial void LogNotice(ILogger log, string notice);
}
