using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Explain;

/// <summary>
/// Finds what the events of Notify are about. An attempt carries no labels: those are in the decision that it carries
/// out, or, if nothing was to be sent, in the flush that led to nothing.
/// </summary>
/// <remarks>
/// For one request; not thread-safe. It remembers at most <see cref="MessagesMax"/> messages, and of each no more than a
/// page shows.
/// </remarks>
/// <param name="reader">Reads the journal.</param>
/// <param name="wanted">The alerts that the request asks for.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class MessageFinder(JournalReader reader, AlertFilter wanted, CancellationToken cancellation)
{
    /// <summary>How many events are looked up at once.</summary>
    public const int Batch = 200;

    private const int MessagesMax = 10_000;
    private readonly Dictionary<string, Message> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<Fingerprint, bool> _alerts = [];
    private readonly Dictionary<(string GroupId, long Number), bool> _flushes = [];

    /// <summary>Reads the messages that a batch of events belongs to, and the labels of the alerts that end in it.</summary>
    public void Prepare(IReadOnlyCollection<JournalRecord> batch)
    {
        if (wanted.Matchers.Count > 0)
        {
            Learn(batch.Select(record => record.Event).OfType<AlertEnded>().Select(ended => ended.Fingerprint));
        }

        if (_messages.Count > MessagesMax)
        {
            _messages.Clear();
        }

        HashSet<string> ids = [.. batch.Select(record => IdOf(record.Event)).Where(id => id.Length > 0)];
        ids.ExceptWith(_messages.Keys);
        if (ids.Count == 0)
        {
            return;
        }

        // A decision comes before all that follows from it, mostly a little before: the search ends with the last one.
        var query = new JournalQuery
        {
            Kinds = [EventKind.NotificationDecided],
            Subjects = [.. ids.Select(SubjectKey.Notification)],
            NewestFirst = true,
            AfterSeq = batch.Max(record => record.Seq) + 1,
            Limit = ids.Count,
        };
        foreach (JournalRecord record in reader.Read(query, cancellation))
        {
            var decided = (NotificationDecided)record.Event;
            _messages[decided.Id] = Message.Of(decided, wanted);
        }
    }

    /// <summary>The message that the event belongs to; null if it has none or the journal has forgotten it.</summary>
    public Message? Find(JournalEvent happened) => happened is ReceiverTested test
        ? Message.Of(test, wanted)
        : _messages.GetValueOrDefault(IdOf(happened));

    /// <summary>Whether the event is about an alert that is asked for.</summary>
    public bool IsWanted(JournalRecord record) => wanted.IsEmpty || record.Event switch
    {
        AlertEnded ended => wanted.WantsIdentity(ended.Fingerprint)
            && (wanted.Matchers.Count == 0 || _alerts.GetValueOrDefault(ended.Fingerprint)),
        NotificationHeld held => WantsFlush(held.Target.GroupId, held.FlushNumber, record.Seq),
        NotificationLogged { Id: "" } logged => WantsFlush(logged.Target.GroupId, record.Seq, record.Seq),
        _ => Find(record.Event) is { IsWanted: true },
    };

    private static string IdOf(JournalEvent happened) => happened switch
    {
        NotificationDecided decided => decided.Id,
        AttemptFinished attempt => attempt.Id,
        NotificationFailed failed => failed.Id,
        NotificationLogged logged => logged.Id,
        TemplateFailed template => template.Id,
        _ => "",
    };

    // Flushes that change nothing are not in the journal one by one, so it is the last one before that tells.
    private bool WantsFlush(string groupId, long number, long beforeSeq)
    {
        if (_flushes.TryGetValue((groupId, number), out bool isWanted))
        {
            return isWanted;
        }

        var query = new JournalQuery
        {
            Kinds = [EventKind.GroupFlushed],
            Subjects = [SubjectKey.Group(groupId)],
            NewestFirst = true,
            AfterSeq = beforeSeq,
            Limit = 1,
        };
        Fingerprint[] members = [.. reader.Read(query, cancellation)
            .SelectMany(record => ((GroupFlushed)record.Event).Alerts)
            .Select(alert => alert.Fingerprint).Where(wanted.WantsIdentity)];
        isWanted = members.Length > 0 && (wanted.Matchers.Count == 0 || members.Chunk(Batch).Any(WantsAny));
        _flushes[(groupId, number)] = isWanted;
        return isWanted;
    }

    private bool WantsAny(Fingerprint[] members)
    {
        Learn(members);
        return members.Any(member => _alerts.GetValueOrDefault(member));
    }

    // What stands in the journal of an alert's receipt: a fingerprint has the same labels for ever.
    private void Learn(IEnumerable<Fingerprint> alerts)
    {
        HashSet<Fingerprint> unknown = [.. alerts.Where(alert => !_alerts.ContainsKey(alert))];
        if (unknown.Count == 0)
        {
            return;
        }

        var query = new JournalQuery
        {
            Kinds = [EventKind.AlertReceived],
            Subjects = [.. unknown.Select(SubjectKey.Alert)],
            NewestFirst = true,
        };
        foreach (JournalRecord record in reader.Read(query, cancellation))
        {
            LabelSet labels = ((AlertReceived)record.Event).Alert.Labels;
            _alerts[labels.Fingerprint] = wanted.Wants(labels);
            if (unknown.Remove(labels.Fingerprint) && unknown.Count == 0)
            {
                return;
            }
        }

        foreach (Fingerprint forgotten in unknown)
        {
            _alerts[forgotten] = false;
        }
    }
}

/// <summary>What a decision says of its message. Immutable.</summary>
internal sealed record Message
{
    /// <summary>How many of its alerts are kept.</summary>
    public const int AlertsMax = 10;

    /// <summary>Upstream's group key text.</summary>
    public required string GroupKey { get; init; }

    /// <summary>Why it is sent.</summary>
    public required DedupReason Reason { get; init; }

    /// <summary>How many alerts it tells of.</summary>
    public required int AlertCount { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<(Fingerprint Fingerprint, bool IsFiring, LabelSet Labels)> Alerts { get; init; }

    /// <summary>Whether one of them is asked for.</summary>
    public required bool IsWanted { get; init; }

    public static Message Of(ReceiverTested test, AlertFilter wanted) => new()
    {
        GroupKey = test.Target.GroupId,
        Reason = DedupReason.None,
        AlertCount = 1,
        Alerts = [(test.Labels.Fingerprint, !test.IsResolved, test.Labels)],
        IsWanted = wanted.Wants(test.Labels),
    };

    public static Message Of(NotificationDecided decided, AlertFilter wanted) => new()
    {
        GroupKey = decided.GroupKey,
        Reason = decided.Reason,
        AlertCount = decided.Alerts.Count,
        Alerts = [.. decided.Alerts.Take(AlertsMax).Select(
            (Alert alert) => (alert.Fingerprint, !alert.IsResolvedAt(decided.FlushAt), alert.Labels))],
        IsWanted = wanted.IsEmpty || decided.Alerts.Any(alert => wanted.Wants(alert.Labels)),
    };
}
