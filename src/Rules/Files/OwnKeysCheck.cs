using Tocsin.Model.Durations;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Files;

/// <summary>Checks the keys that only Tocsin knows.</summary>
public static class OwnKeysCheck
{
    /// <summary>More attempts than that within one interval only do harm.</summary>
    public const long RetriesMax = 10;

    /// <summary>What a group says that is evaluated here, over the series of its backend.</summary>
    public const string Here = "here";

    /// <summary>What a group says that its backend evaluates.</summary>
    public const string There = "backend";

    /// <summary>Checks a group and its rules.</summary>
    internal static void Check(ReadGroup group, List<RuleFileFault> faults)
    {
        RuleGroupConfig config = group.Config;
        if (config.Retries is < 0 or > RetriesMax)
        {
            faults.Add(group.Fault($"retries must be between 0 and {RetriesMax}", group.Node.Find("retries")) with { Key = "retries" });
        }

        if (config.Timeout == TimeSpan.Zero)
        {
            faults.Add(group.Fault("timeout must be greater than zero", group.Node.Find("timeout")) with { Key = "timeout" });
        }

        if (config.Evaluate is not ("" or Here or There))
        {
            faults.Add(group.Fault($"unknown evaluate \"{config.Evaluate}\"", group.Node.Find("evaluate")) with
            {
                Key = "evaluate",
                Hint = $"there are {Here} and {There}",
            });
        }

        for (int rule = 0; rule < config.Rules.Count; rule++)
        {
            if (config.Rules[rule] is { Record.Length: > 0 } recording)
            {
                Check(group, (rule, recording), faults);
            }
        }
    }

    /// <summary>Checks that the backend which a group names is there.</summary>
    internal static void CheckBackend(ReadGroup group, RuleFileOptions options, List<RuleFileFault> faults)
    {
        if (group.Config.Backend is { Length: > 0 } name && name != RuleGroupModel.OwnStore
            && options.Backends is { } known && !known.Contains(name))
        {
            string there = known.Count == 0 ? "there are none" : $"there are {string.Join(", ", known)}";
            faults.Add(group.Fault($"unknown backend \"{name}\"", group.Node.Find("backend")) with
            {
                Key = "backend",
                Hint = $"backends of tocsin.yml names them: {there}",
            });
        }
    }

    /// <summary>Says which groups are evaluated less often than they ask.</summary>
    internal static void Warn(ReadGroup group, RuleFileOptions options, List<RuleFileFault> warnings)
    {
        TimeSpan asked = group.Config.Interval;
        if (asked > TimeSpan.Zero && asked < options.MinInterval)
        {
            string text = $"interval {PrometheusDuration.Format(asked)} is below the server's min_interval: the group is "
                + $"evaluated every {PrometheusDuration.Format(options.MinInterval)}";
            warnings.Add(group.Fault(text, group.Node.Find("interval")) with { Key = "interval" });
        }
    }

    private static void Check(ReadGroup group, (int Index, RuleConfig Config) rule, List<RuleFileFault> faults)
    {
        (bool IsThere, string Key)[] keys =
        [
            (rule.Config.NoData is not null, "no_data"),
            (rule.Config.OnError is not null, "on_error"),
            (rule.Config.ResolveExpr.Length > 0, "resolve_expr"),
        ];
        foreach ((_, string key) in keys.Where(key => key.IsThere))
        {
            faults.Add(group.Fault(rule.Index, key, $"invalid field '{key}' in recording rule"));
        }
    }
}
