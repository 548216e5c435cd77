using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Rounds;

/// <summary>Expressions over the series of <see cref="RandomSeries"/>, of every shape that rules have and some others.</summary>
internal sealed class RandomExpressions(Random random)
{
    private static readonly string[] OfRanges =
    [
        "rate", "rate", "increase", "delta", "irate", "idelta", "max_over_time", "min_over_time", "sum_over_time",
        "avg_over_time", "stdvar_over_time", "stddev_over_time", "count_over_time", "present_over_time", "last_over_time",
        "first_over_time", "changes", "resets", "absent_over_time", "deriv", "mad_over_time", "ts_of_max_over_time",
    ];

    private static readonly string[] Aggregations =
        ["sum", "sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];

    private static readonly string[] Operators =
        ["+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", ">", "<=", ">=", "> bool", "== bool", "<= bool"];

    private static readonly string[] Selectors =
    [
        "c_total", "c_total", "c_total{a=\"1\"}", "c_total{b=~\"1|2\"}", "g", "g{a!=\"2\"}", "{__name__=~\"c_total|d_total\"}",
        "d_total", "h_bucket", "h_bucket{b=\"1\"}", "mixed", "nothing", "g offset 1m", "c_total offset -30s", "g @ 1200",
    ];

    private static readonly string[] Ranges = ["1m", "2m", "5m", "10m", "90s", "17s"];

    /// <summary>A vector.</summary>
    public string Vector(int depth = 3)
    {
        if (depth == 0)
        {
            return Selector();
        }

        return random.Next(13) switch
        {
            0 or 1 => Selector(),
            2 or 3 or 4 => $"{Pick(OfRanges)}({Range()})",
            5 or 6 => $"{Pick(Aggregations)}{Grouping()} ({Vector(depth - 1)})",
            7 => $"{Bracketed(depth)} {Pick(Operators)} {Scalar(depth - 1)}",
            8 => $"{Scalar(depth - 1)} {Pick(Operators)} {Bracketed(depth)}",
            9 or 10 => Join(depth),
            11 => $"{Bracketed(depth)} {Pick("and", "or", "unless")} {Matching(false)}{Bracketed(depth)}",
            _ => Other(depth),
        };
    }

    /// <summary>An expression with its tree; another one if this is none.</summary>
    public static (string Text, Expr Expression) Parsed(string text)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(text, ParserOptions.Everything);
        return parsed.IsOk ? (text, parsed.Value) : Parsed("rate(c_total[5m])");
    }

    private string Scalar(int depth) => random.Next(6) switch
    {
        0 => "time()",
        1 => "-0",
        2 => "NaN",
        3 when depth > 0 => $"scalar({Vector(depth - 1)})",
        4 => "(2 * 3 - time() / 1000)",
        _ => random.Next(-3, 60).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private string Other(int depth) => random.Next(12) switch
    {
        0 => $"histogram_quantile({Pick("0.5", "0.9", "0.99", "1.5")}, {HistogramInput()})",
        1 => $"histogram_quantile(0.9, sum by (a, le) ({HistogramInput()}))",
        2 => $"topk({random.Next(4)}, {Vector(depth - 1)})",
        3 => $"quantile by (a) (0.3, {Vector(depth - 1)})",
        4 => $"-{Bracketed(depth)}",
        5 => $"abs({Vector(depth - 1)})",
        6 => $"label_replace({Vector(depth - 1)}, \"c\", \"$1\", \"a\", \"(.*)\")",
        7 => $"absent({Vector(depth - 1)})",
        8 => $"max_over_time({Vector(depth - 1)}[3m:40s])",
        9 => $"sort_desc({Vector(depth - 1)})",
        10 => $"timestamp({Selector()})",
        _ => $"count_values(\"v\", {Vector(depth - 1)})",
    };

    private string HistogramInput() => random.Next(3) switch
    {
        0 => "h_bucket",
        1 => "rate(h_bucket[5m])",
        _ => Vector(1),
    };

    private string Join(int depth) => random.Next(3) switch
    {
        0 => $"{Bracketed(depth)} {Pick(Operators)} {Matching(true)}{Bracketed(depth)}",
        1 => $"rate(c_total[5m]) {Pick(Operators)} on (a, b) {Pick("group_left", "group_right", "")} rate(d_total[5m])",
        _ => $"rate(c_total[2m]) {Pick(Operators)} on (a) group_left sum by (a) (rate(c_total[2m]))",
    };

    private string Matching(bool mayGroup)
    {
        string on = Pick("", "on (a, b) ", "on (a) ", "ignoring (b) ", "on () ");
        return mayGroup && on.Length > 0 ? on + Pick("", "group_left ", "group_right ", "group_left (b) ") : on;
    }

    private string Grouping() => Pick("", " by (a)", " by (a, b)", " without (b)", " by (le)", " by (__name__)", " without (a)");

    private string Bracketed(int depth) => $"({Vector(depth - 1)})";

    private string Range()
    {
        string selector = Selector();
        int modifier = selector.IndexOfAny(['@', 'o'], selector.LastIndexOf(' ') > 0 ? selector.IndexOf(' ') : selector.Length);
        string range = $"[{Pick(Ranges)}]";
        return modifier > 0 ? selector.Insert(modifier - 1, range) : selector + range;
    }

    private string Selector() => Pick(Selectors);

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
