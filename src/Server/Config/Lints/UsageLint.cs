using Tocsin.Routing.Config;

namespace Tocsin.Server.Config.Lints;

/// <summary>What is defined and never used, and months that do not exist.</summary>
internal static class UsageLint
{
    public static void Run(LintReport report)
    {
        AlertmanagerConfig config = report.Config.Config;
        HashSet<string> fallbacks = [.. config.Receivers.Select(r => r.Fallback?.Receiver).OfType<string>()];
        for (int i = 0; i < config.Receivers.Count; i++)
        {
            string name = config.Receivers[i].Name;
            if (!report.Config.UsedReceivers.Contains(name) && !fallbacks.Contains(name))
            {
                report.Add(Severity.Warning, CrossChecks.Index("receivers", i), $"receiver \"{name}\" is used by no route");
            }
        }

        var used = new HashSet<string>(UsedIntervals(config.Route!), StringComparer.Ordinal);
        CheckIntervals(config.MuteTimeIntervals, "mute_time_intervals", used, report);
        CheckIntervals(config.TimeIntervals, "time_intervals", used, report);
    }

    private static void CheckIntervals(
        IReadOnlyList<TimeIntervalConfig> intervals, string key, HashSet<string> used, LintReport report)
    {
        for (int i = 0; i < intervals.Count; i++)
        {
            string place = CrossChecks.Index(key, i);
            if (!used.Contains(intervals[i].Name))
            {
                report.Add(Severity.Warning, place, $"time interval \"{intervals[i].Name}\" is used by no route");
            }

            for (int j = 0; j < intervals[i].TimeIntervals.Count; j++)
            {
                if (MonthFault(intervals[i].TimeIntervals[j]) is { } fault)
                {
                    report.Add(Severity.Error, CrossChecks.Index(place + ".time_intervals", j) + ".months", fault);
                }
            }
        }
    }

    /// <summary>What is wrong with the months, or null. Upstream takes any number.</summary>
    public static string? MonthFault(TimeSpecConfig times) =>
        times.Months?.Where(m => m.Begin is < 1 or > 12 || m.End is < 1 or > 12)
            .Select(m => $"{(m.Begin is < 1 or > 12 ? m.Begin : m.End)} is not a month: they are 1 to 12")
            .FirstOrDefault();

    private static IEnumerable<string> UsedIntervals(RouteConfig route) =>
        route.MuteTimeIntervals.Concat(route.ActiveTimeIntervals).Concat(route.Routes.SelectMany(UsedIntervals));
}
