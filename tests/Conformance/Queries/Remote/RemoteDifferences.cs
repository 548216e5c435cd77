using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Queries.Remote;

/// <summary>Where Tocsin over a backend may differ from Tocsin over its own store, and why.</summary>
internal static class RemoteDifferences
{
    private static readonly (string Backend, Regex Query, Regex Difference, string Why)[] Rows =
    [
        ("", new(@"\b(limitk|limit_ratio|topk|bottomk)\b"), new("only |prometheus \\("),
            "of series that rank alike the first ones are taken: the own store has the oldest first, a backend has them by labels"),
        ("", new("."), new(@"prometheus (?<before>.* found duplicate series for the match group )(?<rest>\{.*\} .*)\n.*\k<before>"),
            "the same: which group is found first"),
        ("", new("."), new("^\n  warnings: prometheus .*mix of histograms.*\n  warnings: tocsin .*mix of histograms"),
            "the same: which metric is named"),
        ("query", new("custom|__name__"), new("whose buckets no schema has"),
            "the query API leaves out the bounds of empty buckets, which histograms with bounds of their own need"),
        ("query", new("native|mixed|__name__"), new("(warnings|infos): .*(not a counter|not a gauge|counter reset)"),
            "the query API does not tell whether a histogram is a gauge, or was reset"),
        ("push", new("sum|count|min|max|avg|group"), new("^\n  infos: prometheus .*\\d\\)\\]\n  infos: tocsin"),
            "what a part evaluated elsewhere tells has no place in the whole"),
        ("victoria", new("native|custom|mixed|__name__"), new("."), "VictoriaMetrics keeps no native histograms"),
        ("victoria", new("extreme|NaN"), new("."), "VictoriaMetrics keeps no NaN"),
        ("victoria", new("."), new(@"prometheus \((?<time>\S+), (?<same>-?[0-9.]{9})\S*\), tocsin \(\k<time>, \k<same>"),
            "VictoriaMetrics keeps decimal digits, some of them"),
    ];

    /// <summary>The reason of a difference, or null if there is none.</summary>
    public static string? Reason(string backend, string query, string difference) => Rows.FirstOrDefault(
        row => (row.Backend.Length == 0 || row.Backend.Split(' ').Contains(backend))
            && row.Query.IsMatch(query) && row.Difference.IsMatch(difference)).Why;
}
