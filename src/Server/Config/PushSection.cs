using Tocsin.Notify.Http;
using Tocsin.Server.Push;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>push</c>: whether short jobs may push their metrics, as to a Pushgateway, and how long these stay.</summary>
public sealed record PushSection
{
    /// <summary>Whether the paths below <c>/metrics/job</c> are there.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Time between two samples of what was pushed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a group stays after its last push; zero for ever.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>How many groups there may be.</summary>
    public long GroupsMax { get; init; } = 10_000;

    /// <summary>How many metrics they may hold together.</summary>
    public long SeriesMax { get; init; } = 1_000_000;

    /// <summary>How large a body may be once unpacked, in MiB.</summary>
    public long BodyMibMax { get; init; } = 16;

    /// <summary>Whether all groups may be removed at once over the API.</summary>
    public bool AdminApi { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PushSection> Schema { get; } = new YamlSchema<PushSection>("tocsin.Push", new())
        .Field("enabled", YamlTypes.Flag, c => c.Enabled, (c, v) => c with { Enabled = v })
        .Field("interval", ConfigTypes.Duration, c => c.Interval, (c, v) => c with { Interval = v })
        .Optional("ttl", ConfigTypes.Duration, c => c.Ttl, (c, v) => c with { Ttl = v })
        .Field("groups_max", YamlTypes.Whole, c => c.GroupsMax, (c, v) => c with { GroupsMax = v })
        .Field("series_max", YamlTypes.Whole, c => c.SeriesMax, (c, v) => c with { SeriesMax = v })
        .Field("body_mib_max", YamlTypes.Whole, c => c.BodyMibMax, (c, v) => c with { BodyMibMax = v })
        .Field("admin_api", YamlTypes.Flag, c => c.AdminApi, (c, v) => c with { AdminApi = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>The settings as the host takes them.</summary>
    public PushOptions ToOptions() => new()
    {
        IsEnabled = Enabled,
        Interval = Interval,
        BodyBytesMax = (int)(BodyMibMax << 20),
        HasAdminApi = AdminApi,
        Limits = new() { GroupsMax = (int)GroupsMax, SeriesMax = (int)SeriesMax, Ttl = Ttl },
    };

    private static PushSection Check(PushSection c, YamlRules rules)
    {
        if (c.Interval < TimeSpan.FromMilliseconds(100) || c.Interval > TimeSpan.FromHours(1))
        {
            rules.Fail("interval must be between 100ms and 1h", "interval");
        }

        CheckWithin(c.GroupsMax, 1_000_000, "groups_max", rules);
        CheckWithin(c.SeriesMax, 100_000_000, "series_max", rules);
        CheckWithin(c.BodyMibMax, 64, "body_mib_max", rules);
        return c;
    }

    private static void CheckWithin(long number, long most, string key, YamlRules rules)
    {
        if (number < 1 || number > most)
        {
            rules.Fail($"{key} must be between 1 and {most}", key);
        }
    }
}
