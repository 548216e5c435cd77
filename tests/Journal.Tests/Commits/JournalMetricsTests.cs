using System.Diagnostics.Metrics;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Commits;

public sealed class JournalMetricsTests
{
    [Fact]
    public void Commits_events_bytes_failures_and_the_age_of_the_last_commit_are_measured()
    {
        var time = new VirtualTime();
        bool broken = false;
        using var store = new MemoryBlockStore
        {
            Before = _ =>
            {
                if (broken)
                {
                    throw new JournalStoreException(CommitFailure.IoError, "broken");
                }
            },
        };
        using JournalHost journal = JournalHost.Open(store, new JournalOptions { Manual = true }, time);

        // Other tests run journals in this process at the same time; only this thread's measurements are of this one.
        int thread = Environment.CurrentManagedThreadId;
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Tocsin.Journal")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        void Note(string name, double value)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                seen[name] = seen.GetValueOrDefault(name) + value;
            }
        }

        listener.SetMeasurementEventCallback<long>((i, value, _, _) => Note(i.Name, value));
        listener.SetMeasurementEventCallback<double>((i, value, _, _) => Note(i.Name, value));
        listener.Start();
        journal.Append([TestEvents.Numbered(1), TestEvents.Numbered(2)]);
        journal.StepAll();
        broken = true;
        journal.AppendAndStep(3);
        Assert.Equal(1, seen["tocsin_journal_commits"]);
        Assert.Equal(2, seen["tocsin_journal_events"]);
        Assert.True(seen["tocsin_journal_bytes"] > 30);
        Assert.Equal(1, seen["tocsin_journal_failures"]);
        Assert.Contains("tocsin_journal_commit_seconds", seen);
        time.Advance(TimeSpan.FromSeconds(90));
        listener.RecordObservableInstruments();
        Assert.True(seen["tocsin_journal_last_commit_age_seconds"] >= 90);
        Assert.True(seen.ContainsKey("tocsin_journal_queue_bytes"));
        Assert.True(seen["tocsin_journal_stored_bytes"] > 30);
    }

    [Fact]
    public void A_health_listener_that_throws_does_not_end_the_writer()
    {
        var failure = new JournalStoreException(CommitFailure.IoError, "x");
        using var store = new MemoryBlockStore { Before = _ => throw failure };
        using JournalHost journal = JournalHost.Open(store, new JournalOptions { Manual = true }, new VirtualTime());
        journal.HealthChanged += _ => throw new InvalidOperationException("a listener's bug");
        Assert.True(journal.AppendAndStep(1).IsCompleted);
        Assert.False(journal.Health.IsHealthy);
    }
}
