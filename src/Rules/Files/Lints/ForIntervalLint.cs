using Tocsin.Model.Durations;

namespace Tocsin.Rules.Files.Lints;

/// <summary>An alert that is to wait for less than the group's interval waits for a whole interval.</summary>
internal static class ForIntervalLint
{
    public static RuleLint Lint { get; } =
        new("for-below-interval", "an alert's for is shorter than the interval of its group") { OnRule = Look };

    private static void Look(RuleLintSubject rule)
    {
        if (rule.Interval is { } interval && rule.Config.For > TimeSpan.Zero && rule.Config.For < interval)
        {
            string wait = PrometheusDuration.Format(rule.Config.For);
            string step = PrometheusDuration.Format(interval);
            rule.Tell(
                Lint,
                "for",
                $"for {wait} is shorter than the group's interval of {step}: the alert waits for {step}",
                "shorten the interval, or leave for out to fire at once");
        }
    }
}
