using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Routing;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;
using Tocsin.Routing.Views;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Explain;

/// <summary>Gathers what is known of one alert from the router and from the journal.</summary>
internal sealed class FactFinder(ServerState state)
{
    private const int EventsMax = 2_000;

    public async Task<AlertFacts> FindAsync(Fingerprint fingerprint, CancellationToken cancellationToken)
    {
        Durable<Present> present = await state.Router.RunAsync(
            (core, now) => Present.Of(core, fingerprint, now), cancellationToken).ConfigureAwait(false);
        AlertFacts facts = await Task.Run(
            () => Complete(fingerprint, present.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
        HashSet<string> groupIds = [.. facts.Events.OfType<NotificationDecided>().Select(decided => decided.Target.GroupId)];
        return groupIds.Count == 0
            ? facts
            : facts with { Waiting = await state.Notify.WaitingOfAsync(groupIds).ConfigureAwait(false) };
    }

    private AlertFacts Complete(Fingerprint fingerprint, Present present, CancellationToken cancellationToken)
    {
        List<JournalRecord> own = Read([SubjectKey.Alert(fingerprint)], default, cancellationToken);
        LabelSet? labels = present.View?.Alert.Labels ?? own.Select(record => LabelsIn(record.Event, fingerprint))
            .LastOrDefault(found => found is not null);
        HashSet<string> groupIds = [.. present.Groups.Select(group => group.Id)];
        foreach (JournalRecord record in own)
        {
            AddGroup(record.Event, groupIds);
        }

        IReadOnlyList<JournalEvent> events = own.Count == 0 && groupIds.Count == 0
            ? []
            : Merge(own, ReadGroups(groupIds, own, cancellationToken));
        return new AlertFacts
        {
            Fingerprint = fingerprint,
            Now = present.Now,
            Labels = labels,
            View = present.View,
            Silences = present.Silences,
            Trace = labels is null ? null : RouteTrace.Of(present.Tree, labels),
            Groups = present.Groups,
            Integrations = state.Integrations,
            Events = events,
            QuietUntil = present.QuietUntil,
            JournalFault = state.JournalFault,
        };
    }

    // The events of its groups count from a little before it came, since the group may be older.
    private List<JournalRecord> ReadGroups(
        HashSet<string> groupIds, List<JournalRecord> own, CancellationToken cancellationToken)
    {
        if (groupIds.Count == 0)
        {
            return [];
        }

        Instant since = own.Count > 0 ? own[0].Event.At : default;
        return Read([.. groupIds.Select(SubjectKey.Group)], since, cancellationToken);
    }

    private List<JournalRecord> Read(IReadOnlyList<SubjectKey> subjects, Instant from, CancellationToken cancellationToken)
    {
        var query = new JournalQuery { Subjects = subjects, From = from, NewestFirst = true, Limit = EventsMax };
        List<JournalRecord> records = [.. state.Reader.Read(query, cancellationToken)];
        records.Reverse();
        return records;
    }

    private static List<JournalEvent> Merge(List<JournalRecord> own, List<JournalRecord> groups)
    {
        var bySeq = new SortedDictionary<long, JournalEvent>();
        foreach (JournalRecord record in own)
        {
            bySeq[record.Seq] = record.Event;
        }

        foreach (JournalRecord record in groups)
        {
            bySeq[record.Seq] = record.Event;
        }

        return [.. bySeq.Values];
    }

    private static LabelSet? LabelsIn(JournalEvent happened, Fingerprint fingerprint) => happened switch
    {
        AlertReceived received when received.Alert.Fingerprint == fingerprint => received.Alert.Labels,
        AlertLimited limited when limited.Labels.Fingerprint == fingerprint => limited.Labels,
        _ => null,
    };

    private static void AddGroup(JournalEvent happened, HashSet<string> groupIds)
    {
        string? groupId = happened switch
        {
            GroupFlushed flushed => flushed.GroupId,
            AlertsReleased released => released.GroupId,
            NotificationDecided decided => decided.Target.GroupId,
            _ => null,
        };
        if (groupId is not null)
        {
            groupIds.Add(groupId);
        }
    }

    private sealed record Present(
        Instant Now, AlertView? View, IReadOnlyList<GroupView> Groups, RouteTree Tree, Instant QuietUntil)
    {
        public IReadOnlyList<Silence> Silences { get; private init; } = [];

        public static Present Of(RouterCore core, Fingerprint fingerprint, Instant now)
        {
            AlertView? view = core.ViewAlert(fingerprint, now);
            return new(now, view, core.ViewGroupsOf(fingerprint, now), core.Model.Tree, core.QuietUntil)
            {
                Silences = view is null ? [] : SilencesOf(core.Silences, view, now),
            };
        }

        private static IReadOnlyList<Silence> SilencesOf(SilenceTable silences, AlertView view, Instant now)
        {
            var cache = default(SilenceCache);
            return
            [
                .. view.SilencedBy.Concat(silences.PendingFor(view.Alert.Labels, ref cache, now))
                    .Select(id => silences.Get(id)!),
            ];
        }
    }
}
