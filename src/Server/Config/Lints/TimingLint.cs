using Tocsin.Model.Durations;
using Tocsin.Routing.Config;

namespace Tocsin.Server.Config.Lints;

/// <summary>Repeat intervals that the group interval stretches: a repeat only goes out when a group is looked at.</summary>
internal static class TimingLint
{
    public static void Run(LintReport report) =>
        Check(report.Config.Route, "route", (TimeSpan.FromMinutes(5), TimeSpan.FromHours(4)), report);

    private static void Check(RouteConfig route, string key, (TimeSpan Group, TimeSpan Repeat) inherited, LintReport report)
    {
        TimeSpan group = route.GroupInterval ?? inherited.Group;
        TimeSpan repeat = route.RepeatInterval ?? inherited.Repeat;
        bool isOwn = route.GroupInterval is not null || route.RepeatInterval is not null;
        if (isOwn && repeat.Ticks % group.Ticks != 0)
        {
            TimeSpan real = TimeSpan.FromTicks(((repeat.Ticks / group.Ticks) + 1) * group.Ticks);
            report.Add(
                Severity.Info, key + (route.RepeatInterval is null ? ".group_interval" : ".repeat_interval"),
                $"repeat_interval {PrometheusDuration.Format(repeat)} is not a multiple of group_interval "
                    + $"{PrometheusDuration.Format(group)}: messages repeat each {PrometheusDuration.Format(real)}");
        }

        for (int i = 0; i < route.Routes.Count; i++)
        {
            Check(route.Routes[i], CrossChecks.Index(key + ".routes", i), (group, repeat), report);
        }
    }
}
