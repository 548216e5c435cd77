using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notify.Alertmanagers;

namespace Tocsin.Notify.Tests.Alertmanagers;

/// <summary>Queues with a journal in memory, which can be lost and read back. Times are seconds.</summary>
internal sealed class QueueWorld
{
    public const string One = "http://one:9093/api/v2/alerts";
    public const string Two = "http://two:9093/api/v2/alerts";

    private readonly List<JournalEvent> _journal = [];

    public QueueWorld(params string[] urls) => Write(Queues.Swap(urls, At(0)));

    public AlertQueues Queues { get; private set; } = new();

    public static Instant At(double seconds) => Instant.FromUnixMs(1_000_000_000_000 + (long)(seconds * 1000));

    /// <summary>An alert as a rule tells it: it fires, and is told again within a minute, or it ended.</summary>
    public static Alert Alert(string name, double startsAt, double at, bool hasEnded = false) => new()
    {
        Labels = LabelSet.Of(("alertname", name)),
        StartsAt = At(startsAt),
        EndsAt = hasEnded ? At(at) : At(at + 240),
        UpdatedAt = At(at),
    };

    public void Put(double at, params Alert[] alerts) => Write(Queues.Put(alerts, At(at)).Events);

    public void Take(string url, AlertBatch batch, double at) => Write(Queues.Take(url, batch, At(at)));

    public bool Refuse(string url, double at)
    {
        (List<JournalEvent> events, bool isDropped) = Queues.Refuse(url, Queues[url].Next(), At(at));
        Write(events);
        return isDropped;
    }

    public void Swap(double at, params string[] urls) => Write(Queues.Swap(urls, At(at)));

    /// <summary>The names of the alerts that would be sent next, those that ended in small letters.</summary>
    public string Next(string url) => string.Join(' ', Queues[url].Next().Alerts.Select(
        alert => alert.IsResolvedAt(alert.UpdatedAt)
            ? alert.Labels["alertname"]!.ToLowerInvariant() : alert.Labels["alertname"]!));

    /// <summary>Everything in memory is lost.</summary>
    public void Crash(double at, params string[] urls)
    {
        Queues = new AlertQueues();
        for (int i = 0; i < _journal.Count; i++)
        {
            Queues.Apply(i + 1, _journal[i]);
        }

        Queues.Resume(At(at));
        Write(Queues.Swap(urls, At(at)));
    }

    /// <summary>The events until now are in a checkpoint only.</summary>
    public void Checkpoint()
    {
        var writer = new CheckpointWriter();
        Queues.Save(writer);
        _journal.Clear();
        Queues = new AlertQueues();
        Queues.Load(new CheckpointReader(writer.Finish()));
    }

    private void Write(List<JournalEvent> events) => _journal.AddRange(events);
}
