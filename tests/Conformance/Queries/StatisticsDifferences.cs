using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Queries;

/// <summary>Where samples are counted otherwise than the real Prometheus counts them, and why.</summary>
internal static class StatisticsDifferences
{
    private const string Peak = "peakSamples";

    private static readonly (Regex Query, string Number, string Why)[] Rows =
    [
        (new(@"\b(mixed|native|native_gauge|custom|native\|custom)\b.*\["), Peak,
            "3.5 takes what it keeps of a window's histograms off the count instead of what it drops, which 3.14 has mended"),
        (new(@"\[[^\]]*:[^\]]*\].*\[[^\]]*:[^\]]*\]"), Peak,
            "upstream evaluates a subquery within a subquery up to the outer one's end, beyond its last step"),
        (new(@"\[[^\]]*:[^\]]*\][^\[]*@"), Peak,
            "upstream evaluates a subquery at a fixed instant as far on as the steps of the query go"),
        (new(@"\bhistogram_(avg|count|sum)\b"), "",
            "3.5 leaves out the buckets that nobody needs for the first selector only, and not right below the root; 3.14 always"),
    ];

    /// <summary>Why a number of a query differs; null if it must not.</summary>
    public static string? Reason(string query, string number)
    {
        foreach ((Regex text, string name, string why) in Rows)
        {
            if ((name.Length == 0 || name == number) && text.IsMatch(query))
            {
                return why;
            }
        }

        return null;
    }
}
