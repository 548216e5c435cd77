namespace Tocsin.Signals.Push;

/// <summary>How much can be pushed. Immutable.</summary>
public sealed record PushLimits
{
    /// <summary>Groups.</summary>
    public int GroupsMax { get; init; } = 10_000;

    /// <summary>Metrics of all groups together; of a summary or histogram the whole is one.</summary>
    public int SeriesMax { get; init; } = 1_000_000;

    /// <summary>How long a group stays after its last push; zero for ever.</summary>
    public TimeSpan Ttl { get; init; }
}

/// <summary>A push. Immutable.</summary>
/// <param name="Labels">The labels of the group, by name.</param>
/// <param name="Families">What is pushed.</param>
/// <param name="Replaces">Whether it replaces all that the group has, not only families of the same names.</param>
public sealed record PushRequest(IReadOnlyList<PushLabel> Labels, IReadOnlyList<PushedFamily> Families, bool Replaces);

/// <summary>The groups. It has no clock; not thread-safe.</summary>
// Source: Pushgateway storage, DiskMetricStore: what a push changes, and what a refused one.
public sealed class PushTable(PushLimits limits)
{
    private readonly Dictionary<string, PushGroup> _groups = new(StringComparer.Ordinal);
    private readonly PushChecks _checks = new();

    /// <summary>How many groups there are.</summary>
    public int Count => _groups.Count;

    /// <summary>How many metrics they hold.</summary>
    public int SeriesCount { get; private set; }

    /// <summary>The groups, by their labels.</summary>
    public IReadOnlyList<PushGroup> Groups => [.. _groups.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>Puts a group where it was before a restart.</summary>
    public void Restore(PushGroup group) => Put(_groups.GetValueOrDefault(group.Key), group);

    /// <summary>Takes a push, or remembers with its group that it was refused.</summary>
    /// <param name="request">The push.</param>
    /// <param name="nowNs">The instant, in nanoseconds of Unix time.</param>
    public PushOutcome Push(PushRequest request, long nowNs)
    {
        PushGroup? before = _groups.GetValueOrDefault(PushGroup.KeyOf(request.Labels));
        if (before is null && _groups.Count >= limits.GroupsMax)
        {
            return new PushOutcome($"there are {_groups.Count} groups already, and groups_max is {limits.GroupsMax}", null);
        }

        string? fault = TryChange(before, request, nowNs, out PushGroup? after);
        if (fault is null)
        {
            Put(before, after!);
            return new PushOutcome(null, after);
        }

        PushGroup failed = (before ?? Empty(request.Labels)) with { FailedNs = nowNs };
        Put(before, failed);
        return new PushOutcome(fault, failed);
    }

    /// <summary>Removes a group.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string key)
    {
        if (!_groups.Remove(key, out PushGroup? group))
        {
            return false;
        }

        SeriesCount -= group.Count;
        _checks.Swap(group, null);
        return true;
    }

    /// <summary>Removes the groups whose time is over.</summary>
    public IReadOnlyList<PushGroup> Expire(long nowNs)
    {
        if (limits.Ttl <= TimeSpan.Zero)
        {
            return [];
        }

        long oldest = nowNs - (limits.Ttl.Ticks * 100);
        List<PushGroup>? over = null;
        foreach (PushGroup group in _groups.Values)
        {
            if ((group.PushedNs > 0 ? group.PushedNs : group.FailedNs) <= oldest)
            {
                (over ??= []).Add(group);
            }
        }

        foreach (PushGroup group in over ?? [])
        {
            Delete(group.Key);
        }

        return over ?? (IReadOnlyList<PushGroup>)[];
    }

    private string? TryChange(PushGroup? before, PushRequest request, long nowNs, out PushGroup? after)
    {
        after = null;
        var families = new Dictionary<string, PushGroupFamily>(StringComparer.Ordinal);
        foreach (PushGroupFamily family in request.Replaces || before is null ? [] : before.Families.Values)
        {
            families[family.Name] = family;
        }

        foreach (PushedFamily family in request.Families)
        {
            if (family.Metrics.Any(metric => metric.HasTime))
            {
                return "pushed metrics must not have timestamps";
            }
        }

        foreach (PushedFamily family in request.Families)
        {
            // What the gateway itself says of a group is not to be had by pushing it.
            if (family.Name is PushGroup.PushTime or PushGroup.PushFailureTime)
            {
                continue;
            }

            families[family.Name] = PushGroup.Hold(family, request.Labels, nowNs);
            if (PushChecks.FindFault(family) is { } fault)
            {
                return fault;
            }
        }

        after = (before ?? Empty(request.Labels)) with { Families = families, PushedNs = nowNs };
        int series = SeriesCount - (before?.Count ?? 0) + after.Count;
        return series > limits.SeriesMax && after.Count > (before?.Count ?? 0)
            ? $"all groups together would hold {series} metrics, and series_max is {limits.SeriesMax}"
            : _checks.FindConflict(before, after);
    }

    private void Put(PushGroup? before, PushGroup after)
    {
        _checks.Swap(before, after);
        SeriesCount += after.Count - (before?.Count ?? 0);
        _groups[after.Key] = after;
    }

    private static PushGroup Empty(IReadOnlyList<PushLabel> labels) => new()
    {
        Labels = labels,
        Families = new Dictionary<string, PushGroupFamily>(StringComparer.Ordinal),
    };
}

/// <summary>What a push came to.</summary>
/// <param name="Fault">Why it was refused; null if it was not.</param>
/// <param name="Group">The group as it is now; null if nothing changed.</param>
public sealed record PushOutcome(string? Fault, PushGroup? Group);
