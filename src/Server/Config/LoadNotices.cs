using Tocsin.Notify.Integrations;
using Tocsin.Routing.Config;
using Tocsin.Server.Config.Lints;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What is said at load about parts that are accepted but not served by this release.</summary>
internal static class LoadNotices
{
    public static IReadOnlyList<YamlDiagnostic> Find(AlertmanagerConfig config, LoadOptions options, YamlNode root)
    {
        var notices = new ConfigFaults(root);
        for (int i = 0; i < config.Receivers.Count; i++)
        {
            foreach ((IntegrationConfig integration, int index) in config.Receivers[i].Numbered())
            {
                string kind = integration.Integration;
                if (!options.SendableIntegrations.Contains(kind))
                {
                    notices.Add(
                        CrossChecks.Index($"{CrossChecks.Index("receivers", i)}.{kind}_configs", index),
                        $"receiver \"{config.Receivers[i].Name}\" uses {kind}, which is checked but not sent by this release",
                        "route its alerts to a receiver with webhook, email, slack or pagerduty until it is");
                }
            }
        }

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
