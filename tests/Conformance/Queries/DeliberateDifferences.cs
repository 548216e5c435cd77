using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Queries;

/// <summary>
/// Where Tocsin, which follows Prometheus 3.14, answers otherwise than the 3.5 it is compared with. Each row names
/// upstream's own change; nothing else may differ.
/// </summary>
internal static partial class DeliberateDifferences
{
    // A text of both versions is rewritten to what they have in common.
    private static readonly (Regex Text, string Common, string Why)[] Texts =
    [
        (new("(?<=(malformed value of|needed to be fixed for monotonicity).*) for metric name \"[^\"]*\".*$"), "",
            "3.14 leaves out a metric's name that is empty, and asks for it only where names are dropped late"),
        (new("(?<=malformed value of \"[^\"]*\") \\(\\d+:\\d+\\)"), "", "without the name, texts of two places are one"),
        (new(@"(?<=#histogram_quantile\)), from buckets .*$"), "", "3.14 tells how far the buckets were from monotonic"),
        (new(@"(?<=operation: )\[(?<one>\{.*\}), (?<two>\{.*\})\]"), "(two series)",
            "3.14 names the two series in order, 3.5 as they came"),
        (new("(?<=ignored histograms in a range .* for metric name \".*\") \\(\\d+:\\d+\\)"), "",
            "3.14 looks through parentheses for the place"),
        (new(@"(?<=ignored histogram in \w+ aggregation) \(\d+:\d+\)"), "", "3.14 looks through parentheses for the place"),
        (new(@"(?<=quantile value should be between 0 and 1, got \S{12})\S*"), "", "the last digits of a power are the C library's"),
        (new(@"(?<=quantile value should be between 0 and 1, got \d+)\.0{7}\S*"), "", "the same"),
        (new(@"(?<=quantile value should be between 0 and 1, got \S+) \(\d+:\d+\)"), "", "3.14 looks through parentheses for the place"),
        (new(@"(?<=encountered a mix of histograms and floats for aggregation) \(\d+:\d+\)"), "", "the same"),
        (new("(?<=vector contains a mix of .* for metric name \".*\") \\(\\d+:\\d+\\)"), "", "the same"),
        (new("(?<=native histogram metric is not a gauge: \".*\") \\(\\d+:\\d+\\)"), "", "3.14 points to the argument of delta"),
        (new("expected number, duration, step\\(\\), or range\\(\\)$"), "expected number or duration",
            "3.14 knows step() and range() in durations"),
        (new("in subquery or range selector, expected"), "in subquery selector, expected", "3.14 has a clearer text"),
        (new("\"<Item \\d+>\" (?=<op:@>)"), "", "3.14 has a word for @"),
        (new(@"\b(anchored:false|smoothed:false|(offset|range|step)Expr:null|fillValues:\{lhs:null,rhs:null\}),?"), "",
            "3.14 has more fields in the tree of an expression"),
        (new("Scalar value NaN overflows int64"), "Parameter value is NaN", "3.14 has a text of its own for NaN"),
    ];

    private static readonly Regex Transcendental =
        new(@"\b(a?(sin|cos|tan)h?|exp|ln|log2|log10|atan2|(histogram_)?std(dev|var)\w*|histogram_(quantile|fraction))\b|\^");

    // Annotations that only 3.14 has.
    private static readonly (Regex Text, string Why)[] Added =
    [
        (new("sort is ineffective for range queries"), "3.14 warns of every sort within a range query, 3.5 of the outermost"),
    ];

    private static readonly (Regex Query, Regex Difference, string Why)[] Rows =
    [
        (new(@"\binfo\("), new("."),
            "3.5 gives info's labels to the wrong series where one of them has no sample at a step (prometheus#17135)"),
        (new(@"\b(topk|bottomk|limitk)\b"), new(@"tocsin     422 execution: (Scalar value .* overflows int64|Parameter value is NaN)"),
            "3.14 looks at the parameter before it knows whether there is anything to rank"),
        (new(@"\b(limitk|limit_ratio|topk|bottomk)\b.*(step=|count_values|histogram_quantile|histogram_fraction|\[.*:.*\])"), new("."),
            "upstream has what is calculated within a range, counted values and quantiles in the order of a Go map"),
        (new(@"\b(limitk|topk|bottomk)\b.*\b(sort|sort_desc|topk|bottomk) ?[(b]"), new("only (prometheus|tocsin)"),
            "upstream's sort of more than twelve leaves equal values in any order, and the first of them are taken"),
        (new(@"\btimestamp\(.*(@.*offset|offset.*@)"), new("prometheus \\(|only (prometheus|tocsin)"),
            "upstream's timestamp forgets the offset of a selector beside @"),
        (new(@"step=|\[.*:.*\]|count_values"),
            new(@"prometheus (?<before>.* found duplicate series for the match group )(?<rest>\{.*\} .*)\n.*\k<before>"),
            "the same: which group is found first"),
        (new(@"\bhistogram_fraction\(.*\bclassic_bucket"), new("prometheus \\(|only (prometheus|tocsin)"),
            "3.5 has no fraction beyond the last finite bucket, NaN, and so no sample of what is made of it"),
        (new(@"\bhistogram_(count|sum|avg)\(.*(==|!=)"), new("prometheus .* of |prometheus \\(|only (prometheus|tocsin)"),
            "upstream leaves out the buckets for these functions, also where histograms are compared by them"),
        (new(@"\bcount_values\b.*\bcustom\b"), new("prometheus 422 execution: histograms with custom buckets have no zero bucket"),
            "upstream fails to print a histogram whose zero bucket, which it has not, became NaN"),
        (new(@"\b(exp|sinh|cosh)\("), new(@"prometheus \(\S+, [+-]Inf\), tocsin \(\S+, -?\d\.\d*e\+30[78]\)"),
            "Go's exponential overflows half a power of two early on amd64"),
        (new(@"\b(exp|sinh|cosh)\("), new(@"prometheus \(\S+, (NaN|[+-]Inf)\)"), "the same, and what is made of it"),
        (new(@"\b(i?rate|increase|i?delta|resets|changes)\b.*\bhistogram_(fraction|quantile)\("), new("prometheus \\("),
            "the last bits of what is interpolated decide whether it fell or stayed"),
        (new(@"\[[^]]*:[^]]*\].*@"), new(@"^(\n  (?<kind>warnings|infos): prometheus .*\n  \k<kind>: tocsin     \[\]){2}$"),
            "upstream evaluates a pinned subquery also at steps that it does not use, and tells what it met there"),
        (new(@"\bsort_by_label(_desc)?\("), new(@"^\n  order:"),
            "upstream's natural order has none between an empty text and another: each comes before the other"),
        (new("."), new(@"prometheus 400 .*: unexpected error\n"), "3.5 fails in its parser where 3.14 tells what it met"),
        (new(@"\((?<same>.*\b(sum|avg|stddev|stdvar)\b.*)\) ([<>=!]=|[<>]) .*\(\k<same>\).*step="), new("prometheus \\(|only"),
            "upstream adds up what is calculated within a range in the order of a Go map, each side in another"),
        (new(@"@ (start|end)\(\)\s*\["), new(@"tocsin     400 .*parse error: no @ modifiers allowed before range"),
            "3.5 overlooks start() and end() between a selector and its range"),
        (new(@"\bmad_over_time\("), new("tocsin \\(.*, NaN\\)"), "3.14: the deviation of what holds a NaN is NaN"),
        (new(@"\bmad_over_time\(extreme.*[<>=]"), new("prometheus \\(|only (prometheus|tocsin)"),
            "the same, where a comparison drops it"),
        (new(@"\b(increase|rate)\("), new(@"prometheus \(\d+(\.\d+)?, \S+ \S+ .*\), tocsin \(\d+(\.\d+)?, \S+ \S+ "),
            "3.14 does not extrapolate the count of a histogram to below zero"),
        (new(@"(\b(sin|cos|tan)\(|%).*(\^|\b(exp|sinh|cosh)\()|(\^|\b(exp|sinh|cosh)\().*%|%.*\b(sin|cos|tan)\("), new("."),
            "the last bits of a great power, or of a divisor, decide about its sine and about what a division leaves"),
        (new(@"-.*\["), new("warnings: tocsin .*not a counter"), "3.14: a negated histogram is a gauge"),
        (new(@"-.*\["), new("warnings: prometheus .*not a gauge.*\n.*\\[\\]$"), "the same: where one is wanted nothing is to be told"),
        (new(@"\bavg\b"), new(@"prometheus \(\S+, NaN .*\), tocsin \(\S+, [+-]Inf "),
            "3.5 averages histograms by differences, of which there are none between infinities"),
        (new(@"group_(left|right) \([^)]*__name__.*"), new("only (prometheus|tocsin)"),
            "3.14 keeps a name that group_left names, beside bool too"),
        (new(@"\babsent(_over_time)?\("), new("only (prometheus|tocsin)"),
            "upstream's order of the matchers, and so the labels, depends on whether its head has anything at that time"),
        (new(@"\["),
            new("prometheus 400 .*parse error: unexpected .*\\n.*tocsin     400 .*parse error: unexpected (character|.* subquery)"),
            "3.14 reads what is in brackets by rules of its own"),
        (new(@"\[[^]]*:[^]]*\].*@"), new(
                @"^\n  (?<kind>warnings|infos): prometheus \[((?<ours>.+) \| .*\]\n  \k<kind>: tocsin     \[\k<ours>\]"
                    + @"|.*\]\n  \k<kind>: tocsin     \[\])$"),
            "upstream evaluates a pinned subquery also at steps that it does not use, and tells what it met there"),
        (new("."),
            new("""prometheus 400 .* \d+:\d+: (?<text>parse error: (label|bool modifier|comparisons between) .*)\n .* \d+:\d+: \k<text>"""),
            "3.5 takes the wrong closing parenthesis for a call's end (prometheus#16996)"),
        (new("."), new("\n *tocsin     422 execution: multiple matches for labels"),
            "3.14 finds double matches also among what a comparison filters out"),
    ];

    /// <summary>The same for whole requests: both answers, the real one first, on lines of their own.</summary>
    public static readonly (Regex Request, Regex Difference, string Why)[] Requests =
    [
        (new("^(GET|PUT) api/v1/(label/.*|nope|)$"), new("^404 .*\n(200|410) "),
            "paths of other APIs have Alertmanager's answers, and a slash within a name is none between names"),
        (new("time=(NaN|Inf|1e30|9999999999999)"), new("."), "upstream makes a senseless instant of what is none"),
        (new("label/%FF/"), new("^400 .*\n200"), "the web server leaves what is no UTF-8 in a path as it is written"),
        (new("timeout=0$"), new("503 .*timed out"), "upstream tosses for which of its checks finds the time over"),
        (new("stats="), new("stats:"), "Tocsin tells no statistics of a query"),
        (new("step=0.000"), new("\n400 .*zero or negative"), "upstream refuses a step below a millisecond late, or divides by it"),
    ];

    /// <summary>A text without what the versions tell differently.</summary>
    public static string Common(string text) => Texts.Aggregate(text, (t, row) => row.Text.Replace(t, row.Common));

    /// <summary>True for an annotation that the older version does not have.</summary>
    public static bool IsAdded(string text) => Added.Any(row => row.Text.IsMatch(text));

    /// <summary>True for annotations that tell the same.</summary>
    /// <remarks>For a subquery the real server points to the beginning of the query, which helps nobody.</remarks>
    public static bool AreAlike(string wanted, string got) =>
        wanted == got || (wanted.EndsWith(" (1:1)", StringComparison.Ordinal) && got.StartsWith(wanted[..^4], StringComparison.Ordinal));

    /// <summary>The digits of a counted value beyond the tenth.</summary>
    [GeneratedRegex("(?<=[0-9.]{11})[0-9]+")]
    public static partial Regex LastDigits();

    /// <summary>How far values may be apart, relatively.</summary>
    /// <remarks>The last bits of these functions are the C library's; a difference of near numbers magnifies them.</remarks>
    public static double Tolerance(string query) => Transcendental.IsMatch(query) ? 1e-8 : 1e-12;

    /// <summary>The reason of a difference, or null if there is none.</summary>
    public static string? Reason(string query, string difference) =>
        Rows.FirstOrDefault(r => r.Query.IsMatch(query) && r.Difference.IsMatch(difference)).Why;
}
