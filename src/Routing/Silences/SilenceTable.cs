using Tocsin.Model;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>All silences: makes, changes, ends and forgets them, and tells which concern an alert.</summary>
/// <remarks>
/// Deterministic and without side effects: it takes the present instant and returns what changed. One owner; not
/// thread-safe. An alert that is new costs a look-up per label and the candidates found; a known one costs the
/// silences that changed since.
/// </remarks>
/// <param name="options">Retention and limits.</param>
/// <param name="newId">Gives a fresh UUID for each silence.</param>
public sealed partial class SilenceTable(SilenceTableOptions options, Func<string> newId)
{
    private readonly Dictionary<string, SilenceEntry> _byId = new(StringComparer.Ordinal);

    // Entries in the order of their last change, so that a walk from the newest end sees what a cache has not.
    private SilenceEntry? _newest;
    private SilenceEntry? _oldest;

    /// <summary>Grows with every change; 1 from the start, as 0 marks an empty cache.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>How many silences there are, expired ones counted.</summary>
    public int Count => _byId.Count;

    /// <summary>The silence, or null if there is none of that id.</summary>
    public Silence? Get(string id) => _byId.TryGetValue(id, out SilenceEntry? entry) ? entry.Silence : null;

    /// <summary>
    /// Creates or changes a silence. A change that would falsify history ends the old silence and makes a new one.
    /// </summary>
    public SilenceOutcome Set(SilenceDraft draft, Instant now)
    {
        Instant startsAt = draft.StartsAt.IsZero ? now : draft.StartsAt;
        if (SilenceRules.Check(draft, startsAt, options.Mode, out IReadOnlyList<MatcherSet> sets) is { } error)
        {
            return SilenceOutcome.Refused(SilenceVerdict.Invalid, $"invalid silence: {error}");
        }

        SilenceEntry? previous = null;
        if (draft.Id.Length > 0 && !_byId.TryGetValue(draft.Id, out previous))
        {
            return NotFound;
        }

        var wanted = new Silence
        {
            Id = draft.Id,
            MatcherSets = sets,
            StartsAt = startsAt,
            EndsAt = draft.EndsAt,
            UpdatedAt = now,
            ExpiresAt = draft.EndsAt + options.Retention,
            CreatedBy = draft.CreatedBy,
            Comment = draft.Comment,
            Annotations = draft.Annotations,
        };
        return previous is not null && SilenceRules.CanUpdate(previous.Silence, wanted, now)
            ? Update(previous, wanted)
            : Create(previous, wanted, now);
    }

    /// <summary>Ends a silence; one that has ended already stays as it is, and that is no error.</summary>
    public SilenceOutcome Expire(string id, Instant now)
    {
        if (!_byId.TryGetValue(id, out SilenceEntry? entry))
        {
            return NotFound;
        }

        return entry.Silence.StateAt(now) == SilenceState.Expired
            ? new(SilenceVerdict.Done, id, [], "")
            : new(SilenceVerdict.Done, id, [End(entry, now)], "");
    }

    /// <summary>
    /// Takes over a silence from a peer or a snapshot if it is newer than the one known, and not to be forgotten yet.
    /// </summary>
    /// <returns>True if it was taken: then it is to be journaled and passed on.</returns>
    public bool Merge(Silence silence, Instant now)
    {
        if (silence.ExpiresAt < now || silence.MatcherSets.Count == 0)
        {
            return false;
        }

        return Restore(silence);
    }

    /// <summary>Takes over a silence from the journal if it is newer than the one known; time plays no part.</summary>
    public bool Restore(Silence silence)
    {
        if (!_byId.TryGetValue(silence.Id, out SilenceEntry? entry))
        {
            Store(new SilenceEntry(silence), silence);
            return true;
        }

        bool newer = entry.Silence.UpdatedAt < silence.UpdatedAt;
        if (newer)
        {
            Store(entry, silence);
        }

        return newer;
    }

    /// <summary>
    /// Forgets the silences whose retention has passed, and takes the expired ones out of the index. Call it every
    /// quarter of an hour or so.
    /// </summary>
    /// <returns>The ids that were forgotten.</returns>
    public IReadOnlyList<string> Forget(Instant now)
    {
        var forgotten = new List<string>();
        for (SilenceEntry? entry = _oldest; entry is not null; entry = entry.Newer)
        {
            if (entry.Silence.ExpiresAt <= now)
            {
                forgotten.Add(entry.Silence.Id);
            }
            else if (entry.Silence.StateAt(now) == SilenceState.Expired)
            {
                TakeOutOfIndex(entry);
            }
        }

        foreach (string id in forgotten)
        {
            Remove(_byId[id]);
        }

        return forgotten;
    }

    /// <summary>Drops a silence that the journal says was forgotten.</summary>
    public bool Forget(string id)
    {
        bool known = _byId.TryGetValue(id, out SilenceEntry? entry);
        if (known)
        {
            Remove(entry!);
        }

        return known;
    }

    private static SilenceOutcome NotFound => SilenceOutcome.Refused(SilenceVerdict.NotFound, "silence not found");

    private SilenceOutcome Update(SilenceEntry entry, Silence wanted)
    {
        if (CheckSize(wanted) is { } tooBig)
        {
            return tooBig;
        }

        Silence stored = Store(entry, wanted with { UpdatedAt = After(entry.Silence, wanted.UpdatedAt) });
        return new(SilenceVerdict.Done, stored.Id, [stored], "");
    }

    private SilenceOutcome Create(SilenceEntry? previous, Silence wanted, Instant now)
    {
        if (options.SilencesMax > 0 && Count + 1 > options.SilencesMax)
        {
            return SilenceOutcome.Refused(SilenceVerdict.Limited,
                $"exceeded maximum number of silences: {Count} (limit: {options.SilencesMax})");
        }

        Silence silence = wanted with { Id = newId(), StartsAt = Instant.Later(wanted.StartsAt, now) };
        if (CheckSize(silence) is { } tooBig)
        {
            return tooBig;
        }

        var changed = new List<Silence>();
        if (previous is not null && previous.Silence.StateAt(now) != SilenceState.Expired)
        {
            changed.Add(End(previous, now));
        }

        changed.Add(Store(new SilenceEntry(silence), silence));
        return new(SilenceVerdict.Done, silence.Id, changed, "");
    }

    private SilenceOutcome? CheckSize(Silence silence)
    {
        int size = options.SizeBytesMax > 0 ? SilenceSize.Of(silence) : 0;
        return size <= options.SizeBytesMax
            ? null
            : SilenceOutcome.Refused(SilenceVerdict.Limited,
                $"silence exceeded maximum size: {size} bytes (limit: {options.SizeBytesMax} bytes)");
    }

    private Silence End(SilenceEntry entry, Instant now)
    {
        Silence silence = entry.Silence;
        bool pending = silence.StateAt(now) == SilenceState.Pending;
        return Store(entry, silence with
        {
            StartsAt = pending ? now : silence.StartsAt,
            EndsAt = now,
            UpdatedAt = After(silence, now),
            ExpiresAt = now + options.Retention,
        });
    }

    // Two changes within one tick of the clock, or after the clock was set back, must still be in order everywhere.
    private static Instant After(Silence previous, Instant now) =>
        Instant.Later(now, previous.UpdatedAt + TimeSpan.FromTicks(1));

    private Silence Store(SilenceEntry entry, Silence silence)
    {
        TakeOutOfIndex(entry);
        Unlink(entry);
        entry.Silence = silence;
        entry.Version = ++Version;
        entry.Older = _newest;
        _ = _newest is null ? _oldest = entry : _newest.Newer = entry;
        _newest = entry;
        _byId[silence.Id] = entry;
        PutInIndex(entry);
        return silence;
    }

    private void Remove(SilenceEntry entry)
    {
        TakeOutOfIndex(entry);
        Unlink(entry);
        _byId.Remove(entry.Silence.Id);

        // Caches that still hold the entry drop it, as no cache is that new.
        entry.Version = long.MaxValue;
        Version++;
    }

    private void Unlink(SilenceEntry entry)
    {
        if (entry.Older is not null)
        {
            entry.Older.Newer = entry.Newer;
        }
        else if (_oldest == entry)
        {
            _oldest = entry.Newer;
        }

        if (entry.Newer is not null)
        {
            entry.Newer.Older = entry.Older;
        }
        else if (_newest == entry)
        {
            _newest = entry.Older;
        }

        entry.Older = entry.Newer = null;
    }
}
