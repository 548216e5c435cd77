using Tocsin.Routing.Config;

namespace Tocsin.Server.Config.Lints;

/// <summary>Inhibition rules that mute everything, or nothing.</summary>
internal static class InhibitLint
{
    public static void Run(LintReport report)
    {
        for (int i = 0; i < report.Config.Config.InhibitRules.Count; i++)
        {
            InhibitRuleConfig rule = report.Config.Config.InhibitRules[i];
            bool anySource = rule.AllSourceMatchers.Count == 0;
            bool anyTarget = rule.AllTargetMatchers.Count == 0;
            string key = CrossChecks.Index("inhibit_rules", i);
            if (anySource && anyTarget)
            {
                report.Add(Severity.Warning, key, "the rule mutes nothing: every alert is both source and target");
            }
            else if (anyTarget && rule.Equal.Count == 0)
            {
                report.Add(
                    Severity.Warning, key, "while one source fires, the rule mutes every other alert",
                    "give target_matchers, or the labels that must be equal");
            }
            else if (anySource && rule.Equal.Count == 0)
            {
                report.Add(Severity.Warning, key, "while any other alert fires, the rule mutes every target");
            }
        }
    }
}
