using System.Collections.Frozen;

namespace Tocsin.Server.Series;

/// <summary>How many series whoever brings them in may have in memory; 0 is no limit. Immutable.</summary>
public sealed record SeriesLimits
{
    /// <summary>One target.</summary>
    public int PerTarget { get; init; }

    /// <summary>All targets of one job.</summary>
    public int PerJob { get; init; }

    /// <summary>One tenant.</summary>
    public int PerTenant { get; init; }

    /// <summary>Jobs with limits of their own.</summary>
    public IReadOnlyDictionary<string, long> Jobs { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>Tenants with limits of their own.</summary>
    public IReadOnlyDictionary<string, long> Tenants { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>The label that a tenant's series get; empty for none.</summary>
    public string TenantLabel { get; init; } = "";

    /// <summary>The limit of a job.</summary>
    public int OfJob(string name) => Jobs.TryGetValue(name, out long own) ? (int)own : PerJob;

    /// <summary>The limit of a tenant.</summary>
    public int OfTenant(string name) => Tenants.TryGetValue(name, out long own) ? (int)own : PerTenant;
}
