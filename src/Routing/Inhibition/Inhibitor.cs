using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Candidates;

namespace Tocsin.Routing.Inhibition;

/// <summary>Knows the firing sources of every inhibition rule and tells which alerts they mute.</summary>
/// <remarks>
/// <para>
/// An alert is inhibited if, for some rule whose target side it matches, a source is firing that agrees in the equal
/// labels. If the alert matches the rule's source side too, only a source that does not match the target side counts:
/// so nothing inhibits itself, and of two alike neither inhibits the other. A source counts even if it is itself
/// inhibited or silenced, and stops counting when its end comes, without an event.
/// </para>
/// <para>
/// Rules are found by the values that their matchers demand, so ten thousand of them cost a new alert little more
/// than ten. Deterministic; one owner, not thread-safe.
/// </para>
/// </remarks>
// Source: Alertmanager inhibit; several sources and two-sided ones are exact here, as upstream is since 0.34.1.
public sealed class Inhibitor
{
    private readonly InhibitRuleModel[] _rules;
    private readonly RuleSources[] _sourcesOf;
    private readonly Dictionary<Fingerprint, Source> _sources = [];
    private readonly MatcherIndex<int> _bySource = new();
    private readonly MatcherIndex<int> _byTarget = new();
    private readonly InhibitRoles _noRoles;
    private readonly List<int> _candidates = [];
    private readonly List<int> _found = [];
    private Instant _latest;

    /// <summary>Makes an inhibitor without sources.</summary>
    /// <param name="rules">The rules in the order of the configuration, which is the order in which they are asked.</param>
    public Inhibitor(IEnumerable<InhibitRuleModel> rules)
    {
        _rules = [.. rules];
        _sourcesOf = [.. _rules.Select(r => new RuleSources(r.Equal))];
        _noRoles = new(this, [], []);
        for (int i = 0; i < _rules.Length; i++)
        {
            _bySource.Add(_rules[i].Source, i);
            _byTarget.Add(_rules[i].Target, i);
        }
    }

    /// <summary>The rules in the order of the configuration.</summary>
    public IReadOnlyList<InhibitRuleModel> Rules => _rules;

    /// <summary>How many alerts are known as sources, ended ones included until they are removed.</summary>
    public int SourceCount => _sources.Count;

    /// <summary>Finds the rules for which an alert of these labels is a source or a target.</summary>
    public InhibitRoles RolesOf(LabelSet labels)
    {
        int[] sources = Find(_bySource, labels, source: true);
        int[] targets = Find(_byTarget, labels, source: false);
        return sources.Length + targets.Length == 0 ? _noRoles : new(this, sources, targets);
    }

    /// <summary>Takes note of an alert that came or changed; one that has ended may come too.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="roles">What <see cref="RolesOf"/> said of its labels.</param>
    public void Update(Alert alert, InhibitRoles roles)
    {
        Invariant(roles);
        if (roles.IsNeverSource)
        {
            return;
        }

        Instant endsAt = alert.EndsAt.IsZero ? Instant.Max : alert.EndsAt;
        if (!_sources.TryGetValue(alert.Fingerprint, out Source? source))
        {
            source = Seat(alert.Labels, roles);
            _sources.Add(alert.Fingerprint, source);
        }
        else if (endsAt > source.EndsAt)
        {
            foreach (ref Seat seat in source.Seats.AsSpan())
            {
                seat.Zone.Revive(seat.Position);
            }
        }

        source.EndsAt = endsAt;
    }

    /// <summary>Forgets an alert that the alert table dropped.</summary>
    public void Remove(Fingerprint fingerprint)
    {
        if (!_sources.Remove(fingerprint, out Source? source))
        {
            return;
        }

        foreach (ref Seat seat in source.Seats.AsSpan())
        {
            seat.Zone.Remove(seat.Position);
            if (seat.Zone.Bucket.IsEmpty)
            {
                _sourcesOf[seat.Rule].Remove(seat.Zone.Bucket);
            }
        }
    }

    /// <summary>The first rule that inhibits an alert of these labels now, with a source; null if none does.</summary>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="roles">What <see cref="RolesOf"/> said of them.</param>
    /// <param name="now">The present instant.</param>
    public InhibitionCause? InhibitedBy(LabelSet labels, InhibitRoles roles, Instant now)
    {
        Invariant(roles);
        Observe(now);
        foreach (int role in roles.Targets)
        {
            if (_sourcesOf[role >> 1].Find(labels) is { } bucket && FindLive(bucket, (role & 1) != 0, now) is { } source)
            {
                return new(source.Fingerprint, role >> 1, _rules[role >> 1].Name);
            }
        }

        return null;
    }

    /// <summary>Every rule and source that inhibits an alert of these labels now, for explanations.</summary>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="roles">What <see cref="RolesOf"/> said of them.</param>
    /// <param name="now">The present instant.</param>
    public IReadOnlyList<InhibitionCause> AllInhibiting(LabelSet labels, InhibitRoles roles, Instant now)
    {
        Invariant(roles);
        Observe(now);
        var all = new List<InhibitionCause>();
        var sources = new List<Source>();
        foreach (int role in roles.Targets)
        {
            if (_sourcesOf[role >> 1].Find(labels) is not { } bucket)
            {
                continue;
            }

            sources.Clear();
            bucket.SourceOnly?.AddAllLive(now, sources);
            if ((role & 1) == 0)
            {
                bucket.TwoSided?.AddAllLive(now, sources);
            }

            all.AddRange(sources.OrderBy(s => s.Fingerprint)
                .Select(s => new InhibitionCause(s.Fingerprint, role >> 1, _rules[role >> 1].Name)));
        }

        return all;
    }

    private static Source? FindLive(SourceBucket bucket, bool targetIsTwoSided, Instant now) =>
        bucket.SourceOnly?.FindLive(now) ?? (targetIsTwoSided ? null : bucket.TwoSided?.FindLive(now));

    // Zones remember which sources have ended. That is wrong if the clock is set back, which is rare enough to undo
    // all of it.
    private void Observe(Instant now)
    {
        if (now < _latest)
        {
            foreach (SourceBucket bucket in _sourcesOf.SelectMany(s => s.Buckets))
            {
                bucket.SourceOnly?.ReviveAll();
                bucket.TwoSided?.ReviveAll();
            }
        }

        _latest = now;
    }

    private Source Seat(LabelSet labels, InhibitRoles roles)
    {
        var source = new Source(labels.Fingerprint) { Seats = new Seat[roles.Sources.Length] };
        for (int i = 0; i < roles.Sources.Length; i++)
        {
            int role = roles.Sources[i];
            SourceZone zone = _sourcesOf[role >> 1].FindOrAdd(labels).Zone(twoSided: (role & 1) != 0);
            source.Seats[i] = new Seat { Zone = zone, Rule = role >> 1 };
            zone.Add(source, i);
        }

        return source;
    }

    private int[] Find(MatcherIndex<int> index, LabelSet labels, bool source)
    {
        _candidates.Clear();
        _found.Clear();
        index.Collect(labels, _candidates);
        foreach (int rule in _candidates)
        {
            InhibitRuleModel model = _rules[rule];
            if ((source ? model.Source : model.Target).Matches(labels))
            {
                bool other = (source ? model.Target : model.Source).Matches(labels);
                _found.Add((rule * 2) + (other ? 1 : 0));
            }
        }

        _found.Sort();
        return _found.Count == 0 ? [] : [.. _found];
    }

    private void Invariant(InhibitRoles roles)
    {
        if (roles.Owner != this)
        {
            throw new ArgumentException("the roles belong to another inhibitor", nameof(roles));
        }
    }
}
