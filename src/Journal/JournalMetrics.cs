using System.Diagnostics.Metrics;
using Tocsin.Journal.Commits;

namespace Tocsin.Journal;

/// <summary>The journal's instruments, meter <c>Tocsin.Journal</c>. Thread-safe.</summary>
internal sealed class JournalMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Journal");
    private readonly Counter<long> _lost;
    private readonly Counter<long> _failures;
    private long _lostTotal;

    public JournalMetrics(Func<long> queueBytes, Func<double> lastCommitAge, Func<long> storedBytes)
    {
        Commits = _meter.CreateCounter<long>("tocsin_journal_commits", description: "Transactions that are on disk.");
        Events = _meter.CreateCounter<long>("tocsin_journal_events", description: "Events that are on disk.");
        Bytes = _meter.CreateCounter<long>("tocsin_journal_bytes", "By", "Encoded bytes of the events on disk.");
        CommitSeconds = _meter.CreateHistogram<double>("tocsin_journal_commit_seconds", "s", "Time of one commit.");
        AppendWaits = _meter.CreateCounter<long>(
            "tocsin_journal_append_waits", description: "Appends that waited because the queue was full.");
        CallbackErrors = _meter.CreateCounter<long>(
            "tocsin_journal_callback_errors", description: "Callbacks of commit tickets that threw.");
        Damaged = _meter.CreateCounter<long>(
            "tocsin_journal_damage", description: "Times that a reading met something damaged on disk.");
        _failures = _meter.CreateCounter<long>("tocsin_journal_failures", description: "Commits that failed.");
        _lost = _meter.CreateCounter<long>(
            "tocsin_journal_lost_events", description: "Events that will never be on disk; their tickets said so.");
        _meter.CreateObservableGauge("tocsin_journal_queue_bytes", queueBytes, "By", "Bytes that wait for the disk.");
        _meter.CreateObservableGauge("tocsin_journal_stored_bytes", storedBytes, "By", "Bytes of events in the store.");
        _meter.CreateObservableGauge(
            "tocsin_journal_last_commit_age_seconds", lastCommitAge, "s", "Time since a commit last worked.");
    }

    public Counter<long> Commits { get; }

    public Counter<long> Events { get; }

    public Counter<long> Bytes { get; }

    public Histogram<double> CommitSeconds { get; }

    public Counter<long> AppendWaits { get; }

    public Counter<long> CallbackErrors { get; }

    public Counter<long> Damaged { get; }

    /// <summary>All events that were ever lost in this run.</summary>
    public long LostTotal => Volatile.Read(ref _lostTotal);

    public void Failed(CommitFailure reason) => _failures.Add(1, Reason(reason));

    public void Lost(long events, CommitFailure reason)
    {
        Interlocked.Add(ref _lostTotal, events);
        _lost.Add(events, Reason(reason));
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Reason(CommitFailure reason) =>
        new("reason", reason.ToString().ToLowerInvariant());
}
