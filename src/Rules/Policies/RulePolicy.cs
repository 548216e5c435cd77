namespace Tocsin.Rules.Policies;

/// <summary>What becomes of a rule's alerts when it has no data, or cannot be evaluated.</summary>
// Source: Grafana documentation, "No Data and Error states": Normal, Alerting / No Data, Keep Last State.
public enum RulePolicy : byte
{
    /// <summary>They end, as if the condition did not hold.</summary>
    Ok,

    /// <summary>They stay as they stand, and an alert about the rule begins.</summary>
    Alert,

    /// <summary>They stay as they stand.</summary>
    Keep,
}

/// <summary>The policies as they are written.</summary>
public static class RulePolicies
{
    /// <summary>The word in rule files and in the API.</summary>
    public static string Text(this RulePolicy policy) => policy switch
    {
        RulePolicy.Alert => "alert",
        RulePolicy.Keep => "keep",
        _ => "ok",
    };

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string text, out RulePolicy policy)
    {
        foreach (RulePolicy each in Enum.GetValues<RulePolicy>())
        {
            if (each.Text() == text)
            {
                policy = each;
                return true;
            }
        }

        policy = default;
        return false;
    }
}
