using System.Collections.Frozen;
using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Server.Series;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>series.limits</c>: how many series whoever brings them in may have in memory; 0 is no limit.</summary>
public sealed record SeriesLimitsSection
{
    private const long Most = 100_000_000;

    /// <summary>One target.</summary>
    public long PerTarget { get; init; }

    /// <summary>All targets of one job.</summary>
    public long PerJob { get; init; }

    /// <summary>One tenant.</summary>
    public long PerTenant { get; init; }

    /// <summary>Jobs with limits of their own.</summary>
    public IReadOnlyDictionary<string, long> Jobs { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>Tenants with limits of their own.</summary>
    public IReadOnlyDictionary<string, long> Tenants { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>The label that a tenant's series get; empty for none.</summary>
    public string TenantLabel { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SeriesLimitsSection> Schema { get; } = new YamlSchema<SeriesLimitsSection>("tocsin.SeriesLimits", new())
        .Field("per_target", YamlTypes.Whole, c => c.PerTarget, (c, v) => c with { PerTarget = v })
        .Field("per_job", YamlTypes.Whole, c => c.PerJob, (c, v) => c with { PerJob = v })
        .Field("per_tenant", YamlTypes.Whole, c => c.PerTenant, (c, v) => c with { PerTenant = v })
        .Optional("jobs", YamlTypes.MapOf(YamlTypes.Whole), c => c.Jobs, (c, v) => c with { Jobs = v })
        .Optional("tenants", YamlTypes.MapOf(YamlTypes.Whole), c => c.Tenants, (c, v) => c with { Tenants = v })
        .Optional("tenant_label", YamlTypes.Text, c => c.TenantLabel, (c, v) => c with { TenantLabel = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>The settings as the server takes them.</summary>
    public SeriesLimits ToLimits() => new()
    {
        PerTarget = (int)PerTarget,
        PerJob = (int)PerJob,
        PerTenant = (int)PerTenant,
        Jobs = Jobs,
        Tenants = Tenants,
        TenantLabel = TenantLabel,
    };

    /// <summary>All that it says, so that two of them can be compared.</summary>
    public string Describe()
    {
        IEnumerable<string> own = Jobs.Select(pair => $"job {pair}").Concat(Tenants.Select(pair => $"tenant {pair}"));
        return string.Create(CultureInfo.InvariantCulture, $"{PerTarget} {PerJob} {PerTenant} {TenantLabel} ")
            + string.Join(' ', own.Order(StringComparer.Ordinal));
    }

    private static SeriesLimitsSection Check(SeriesLimitsSection c, YamlRules rules)
    {
        IEnumerable<(string Key, long Limit)> all =
        [
            ("per_target", c.PerTarget), ("per_job", c.PerJob), ("per_tenant", c.PerTenant),
            .. c.Jobs.Values.Select(limit => ("jobs", limit)), .. c.Tenants.Values.Select(limit => ("tenants", limit)),
        ];
        foreach ((string key, long limit) in all.Where(one => one.Limit is < 0 or > Most))
        {
            rules.Fail($"a limit of {key} must be between 0 and {Most}, not {limit}", key);
        }

        if (c.TenantLabel.Length > 0 && (!LabelName.IsClassic(c.TenantLabel) || c.TenantLabel.StartsWith("__", StringComparison.Ordinal)))
        {
            rules.Fail($"\"{c.TenantLabel}\" is not a label's name", "tenant_label");
        }

        return c;
    }
}
