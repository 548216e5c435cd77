using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.NotificationLog;

/// <summary>A flush with its alerts hashed once, however many integrations are decided upon.</summary>
public sealed class FlushDigest
{
    private readonly Hashed[] _muted;

    private FlushDigest(Flush flush)
    {
        Flush = flush;
        _muted = new Hashed[flush.Muted.Count];
        for (int i = 0; i < _muted.Length; i++)
        {
            Alert alert = flush.Muted[i].Alert;
            _muted[i] = new(alert, AlertHashes.HashOf(alert), alert.IsResolvedAt(flush.At));
        }

        List<ulong> firing = [];
        List<ulong> resolved = [];
        foreach (Alert alert in flush.Alerts)
        {
            (alert.IsResolvedAt(flush.At) ? resolved : firing).Add(AlertHashes.HashOf(alert));
        }

        Firing = AlertHashes.Of([.. firing]);
        Resolved = AlertHashes.Of([.. resolved]);
    }

    /// <summary>The flush.</summary>
    public Flush Flush { get; }

    /// <summary>The unmuted alerts that fire.</summary>
    public AlertHashes Firing { get; }

    /// <summary>The unmuted alerts that have resolved.</summary>
    public AlertHashes Resolved { get; }

    /// <summary>Hashes the alerts of <paramref name="flush"/>.</summary>
    public static FlushDigest Of(Flush flush) => new(flush);

    /// <summary>What the flush means to an integration that was last told <paramref name="entry"/>.</summary>
    public FlushView For(LogEntry? entry, bool resolvedAfterMute)
    {
        List<Alert>? released = null;
        List<ulong>? releasedHashes = null;
        List<ulong>? mutedFiring = null;
        foreach (Hashed muted in _muted)
        {
            if (entry is null || !entry.WasToldFiring(muted.Hash))
            {
                continue;
            }

            if (!muted.IsResolved)
            {
                (mutedFiring ??= []).Add(muted.Hash);
            }
            else if (resolvedAfterMute)
            {
                (released ??= []).Add(muted.Alert);
                (releasedHashes ??= []).Add(muted.Hash);
            }
        }

        return new FlushView
        {
            Alerts = released is null ? Flush.Alerts : Merge(Flush.Alerts, released),
            Firing = Firing,
            Resolved = releasedHashes is null ? Resolved : Resolved.Union(AlertHashes.Of([.. releasedHashes])),
            MutedFiring = mutedFiring is null ? default : AlertHashes.Of([.. mutedFiring]),
        };
    }

    /// <summary>
    /// What the flush means to an integration that was told in another's place: only the alerts that it was told of,
    /// since of the others their own receiver was.
    /// </summary>
    public FlushView ForFallback(LogEntry entry, bool resolvedAfterMute)
    {
        FlushView whole = For(entry, resolvedAfterMute);
        List<Alert> told = [];
        List<ulong> firing = [];
        List<ulong> resolved = [];
        foreach (Alert alert in whole.Alerts)
        {
            ulong hash = AlertHashes.HashOf(alert);
            if (entry.WasToldFiring(hash))
            {
                told.Add(alert);
                (alert.IsResolvedAt(Flush.At) ? resolved : firing).Add(hash);
            }
        }

        return whole with
        {
            Alerts = told,
            Firing = AlertHashes.Of([.. firing]),
            Resolved = AlertHashes.Of([.. resolved]),
        };
    }

    // Both are in the flush's order already; released alerts go to where they would stand unmuted.
    private static List<Alert> Merge(IReadOnlyList<Alert> alerts, List<Alert> released)
    {
        var merged = new List<Alert>(alerts.Count + released.Count);
        int next = 0;
        foreach (Alert alert in alerts)
        {
            while (next < released.Count && Compare(released[next], alert) < 0)
            {
                merged.Add(released[next++]);
            }

            merged.Add(alert);
        }

        merged.AddRange(released.Skip(next));
        return merged;
    }

    // Source: Alertmanager types, AlertSlice.Less: job, then instance, then all labels.
    private static int Compare(Alert left, Alert right)
    {
        int order = left.Labels.ValueOrEmpty("job"u8).SequenceCompareTo(right.Labels.ValueOrEmpty("job"u8));
        order = order != 0
            ? order
            : left.Labels.ValueOrEmpty("instance"u8).SequenceCompareTo(right.Labels.ValueOrEmpty("instance"u8));
        return order != 0 ? order : left.Labels.CompareTo(right.Labels);
    }

    private readonly record struct Hashed(Alert Alert, ulong Hash, bool IsResolved);
}

/// <summary>A flush as one integration sees it, after the alerts that a mute may not swallow came back.</summary>
public sealed record FlushView
{
    /// <summary>Unmuted alerts and released ones, in the order of the flush.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>The alerts that fire, unmuted.</summary>
    public required AlertHashes Firing { get; init; }

    /// <summary>The alerts that have resolved, unmuted or released.</summary>
    public required AlertHashes Resolved { get; init; }

    /// <summary>Alerts that people were told of, that still fire and are muted now.</summary>
    public required AlertHashes MutedFiring { get; init; }

    /// <summary>What <see cref="Dedup.Decide"/> is asked.</summary>
    public DedupQuestion Question(Flush flush, bool sendResolved, NotifyOptions options) => new()
    {
        Firing = Firing,
        Resolved = Resolved,
        SendResolved = sendResolved,
        ResolvedAfterMute = options.ResolvedAfterMute,
        ResendAfterMute = options.ResendAfterMute,
        RepeatInterval = flush.RepeatInterval,
        Now = flush.At,
    };
}
