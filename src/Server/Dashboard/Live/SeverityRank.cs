namespace Tocsin.Server.Dashboard.Live;

/// <summary>Orders the values of the label <c>severity</c> that teams use, the worst first.</summary>
internal static class SeverityRank
{
    /// <summary>What is known of no value stands between warning and information.</summary>
    public const int Unknown = 3;

    /// <summary>The rank, 0 for the worst.</summary>
    public static int Of(string severity) => severity.ToLowerInvariant() switch
    {
        "critical" or "crit" or "page" or "emergency" or "fatal" or "disaster" or "p0" or "p1" or "sev0" or "sev1" or "1" => 0,
        "error" or "major" or "high" or "p2" or "sev2" or "2" => 1,
        "warning" or "warn" or "average" or "medium" or "p3" or "sev3" or "3" => 2,
        "info" or "information" or "notice" or "low" or "minor" or "p4" or "sev4" or "4" => 4,
        "none" or "debug" or "ok" or "p5" or "sev5" or "5" => 5,
        _ => Unknown,
    };
}
