using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Rules.State;

/// <summary>Where Tocsin's rules do otherwise than those of Prometheus 3.5.3; nothing else may differ.</summary>
internal static partial class DeliberateStates
{
    private static readonly (Regex What, Regex Difference, string Why)[] Rows =
    [
        (new("."), new("health:\"unknown\".*state:\"inactive\".*\n.*health:\"unknown\".*state:\"unknown\""),
            "3.14 has a state of its own for a rule that was not evaluated yet"),
        (new("Raised"), new("."), "3.14: an alert that fires waits again if a reload asks for more patience than it has had"),
        (new("Twin"), new("lastError:\"duplicate sample for timestamp .*\n.*health:\"ok\""),
            "two rules write one series: upstream calls it an error of the second, Tocsin counts what the store refuses"),
        (new("posts of .*Twin"), new("."),
            "two rules have one alert: of what they say of it at one instant Tocsin tells an Alertmanager the last"),
    ];

    /// <summary>The labels of a series without those that upstream leaks.</summary>
    /// <remarks>
    /// A label whose text comes to nothing is not there; upstream's ALERTS has the text of its template instead
    /// (prometheus#1677).
    /// </remarks>
    public static string SeriesName(string labels) => LeakedTemplate().Replace(labels, "");

    /// <summary>The reason of a difference, or null if there is none.</summary>
    /// <param name="what">The rule or the series.</param>
    /// <param name="wanted">What the real Prometheus tells of it.</param>
    /// <param name="got">What Tocsin tells.</param>
    public static string? Reason(string what, string wanted, string got) =>
        Rows.FirstOrDefault(r => r.What.IsMatch(what) && r.Difference.IsMatch($"{wanted}\n{got}")).Why;

    [GeneratedRegex(",leaked=\"\\{\\{[^\"]*\"")]
    private static partial Regex LeakedTemplate();
}
