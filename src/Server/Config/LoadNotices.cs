using Tocsin.Routing.Config;
using Tocsin.Server.Config.Lints;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What is said at load about parts that are accepted but not served by this release.</summary>
internal static class LoadNotices
{
    public static IReadOnlyList<YamlDiagnostic> Find(AlertmanagerConfig config, YamlNode root)
    {
        var notices = new ConfigFaults(root);
        AddMonths(config, notices);
        if (config.Tracing is not null)
        {
            notices.Add("tracing", "tracing is checked but not served by this release");
        }

        if (!config.EventRecorder.IsEmpty)
        {
            notices.Add("event_recorder", "event_recorder is checked but not served by this release",
                "Tocsin's journal records the same events; see GET /api/v2/history");
        }

        return notices.Found;
    }

    private static void AddMonths(AlertmanagerConfig config, ConfigFaults notices)
    {
        foreach (TimeIntervalConfig interval in config.AllTimeIntervals)
        {
            foreach (string fault in interval.TimeIntervals.Select(UsageLint.MonthFault).OfType<string>())
            {
                notices.Add("time_intervals", $"time interval \"{interval.Name}\": {fault}");
            }
        }
    }
}
