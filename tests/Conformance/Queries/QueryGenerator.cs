using System.Globalization;

namespace Tocsin.Conformance.Queries;

/// <summary>Makes expressions from a seed: well-typed ones over <see cref="SampleData"/>, and broken ones.</summary>
internal sealed class QueryGenerator(Random random, bool experimental)
{
    private static readonly string[] Labels = ["job", "instance", "code", "le", "version", "region", "\"label.x\"", "__name__", "nope"];
    private static readonly string[] Values = ["api", "db", "web", "a", "b", "200", "500", "", "1.0", "eu", "0.5"];
    private static readonly string[] Patterns = ["a.*", "a|b", ".+", ".*", "", "[ab]", "5..", "(?i)API", "db|web", "^a$"];
    private static readonly string[] Ranges = ["15s", "30s", "1m", "2m", "5m", "7m30s", "10m", "1h", "1ms", "90"];
    private static readonly string[] Offsets = ["15s", "5m", "-1m", "20m", "1h", "0s", "-7ms"];
    private static readonly string[] Numbers =
        ["0", "1", "2", "0.5", "-1", "3", "100", "1e3", "NaN", "Inf", "-Inf", "0x1F", "5m", "-0.1", "1.5", "0.99", "1_000", "010"];

    private static readonly string[] Simple =
    [
        "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor",
        "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp", "round",
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year",
    ];

    private static readonly string[] OverRange =
    [
        "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta", "increase", "irate",
        "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time",
        "stdvar_over_time", "sum_over_time",
    ];

    private static readonly string[] OfHistogram =
        ["histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum"];

    private static readonly string[] Aggregators = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
    private static readonly string[] Arithmetic = ["+", "-", "*", "/", "%", "^", "atan2"];
    private static readonly string[] Comparison = ["==", "!=", "<", ">", "<=", ">="];

    /// <summary>An expression that can be evaluated at an instant.</summary>
    public string Next()
    {
        string expression = random.Next(20) switch
        {
            < 15 => Vector(random.Next(1, 5)),
            < 17 => Scalar(2),
            17 => Matrix(1),
            18 => random.Next(4) == 0 ? "\"text\"" : Vector(1),
            _ => Binary(3),
        };
        return random.Next(25) == 0 ? Broken(expression) : expression;
    }

    private string Vector(int depth) => depth <= 0
        ? Selector()
        : random.Next(22) switch
        {
            < 3 => Selector() + Modifiers(),
            < 5 => $"{Pick(Simple)}({Vector(depth - 1)})",
            < 9 => $"{Pick(OverRange)}({Matrix(depth - 1)})",
            < 12 => Aggregate(depth),
            < 16 => Binary(depth),
            16 => Histogram(depth),
            17 => Labelled(depth),
            18 => $"{Pick(["clamp_min", "clamp_max"])}({Vector(depth - 1)}, {Scalar(1)})",
            19 => Rare(depth),
            20 => experimental ? Experimental(depth) : $"-{Vector(depth - 1)}",
            _ => $"({Vector(depth - 1)})",
        };

    private string Rare(int depth) => random.Next(9) switch
    {
        0 => $"clamp({Vector(depth - 1)}, {Scalar(0)}, {Scalar(0)})",
        1 => $"round({Vector(depth - 1)}, {Scalar(0)})",
        2 => $"quantile_over_time({Scalar(1)}, {Matrix(depth - 1)})",
        3 => $"predict_linear({Matrix(depth - 1)}, {Scalar(1)})",
        4 => $"vector({Scalar(1)})",
        5 => Pick(["hour()", "minute()", "day_of_week()", "month()", "year()", "days_in_month()", "day_of_year()"]),
        6 => $"-{Vector(depth - 1)}",
        7 => $"+{Vector(depth - 1)}",
        _ => $"{Pick(["topk", "bottomk"])} by ({Pick(Labels)}) ({random.Next(4)}, {Vector(depth - 1)})",
    };

    private string Experimental(int depth) => random.Next(9) switch
    {
        0 => $"mad_over_time({Matrix(depth - 1)})",
        1 => $"double_exponential_smoothing({Matrix(depth - 1)}, 0.{random.Next(1, 10)}, 0.{random.Next(1, 10)})",
        2 => $"{Pick(["ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"])}({Matrix(depth - 1)})",
        3 => $"{Pick(["sort_by_label", "sort_by_label_desc"])}({Vector(depth - 1)}, \"{Pick(["job", "instance", "host"])}\")",
        4 => $"info({Vector(depth - 1)}{Pick(["", ", {region=~\".+\"}", ", {__name__=\"build_info\"}"])})",
        5 => $"limitk({random.Next(5)}, {Vector(depth - 1)})",
        6 => $"limit_ratio({Pick(["0.5", "-0.3", "1", "0", "2", "-1"])}, {Vector(depth - 1)})",
        7 => $"-{Vector(depth - 1)}",
        _ => $"limitk by ({Pick(Labels)}) (1, {Vector(depth - 1)})",
    };

    private string Labelled(int depth) => random.Next(3) switch
    {
        0 => $"label_join({Vector(depth - 1)}, \"{Pick(["joined", "job", "__name__", "instance"])}\", \"-\", \"job\", \"instance\")",
        1 => $"label_replace({Vector(depth - 1)}, \"{Pick(["dst", "job", "__name__", "bad-name", "instance"])}\", "
            + $"\"{Pick(["$1", "x$1y", "${1}_2", "", "fixed", "$2"])}\", \"{Pick(["job", "instance", "nope", "__name__"])}\", "
            + $"\"{Pick(["(.*)", "(a)(.*)", "a.i", "(", ""])}\")",
        _ => $"count_values {Grouping()}(\"{Pick(["value", "job", "bad-name"])}\", {Vector(depth - 1)})",
    };

    private string Histogram(int depth) => random.Next(6) switch
    {
        0 => $"histogram_quantile({Scalar(0)}, classic_bucket)",
        1 => $"histogram_quantile({Scalar(0)}, rate(classic_bucket[{Pick(Ranges)}]))",
        2 => $"histogram_quantile({Scalar(0)}, {Vector(depth - 1)})",
        3 => $"histogram_fraction({Scalar(0)}, {Scalar(0)}, {Vector(depth - 1)})",
        4 => $"histogram_quantile(0.9, sum by (le, job) (rate(classic_bucket[{Pick(Ranges)}])))",
        _ => $"{Pick(OfHistogram)}({Vector(depth - 1)})",
    };

    private string Aggregate(int depth)
    {
        string grouping = Grouping();
        string inner = Vector(depth - 1);
        string body = random.Next(12) switch
        {
            0 => $"topk {grouping}({Scalar(0)}, {inner})",
            1 => $"bottomk {grouping}({random.Next(5)}, {inner})",
            2 => $"quantile {grouping}({Scalar(0)}, {inner})",
            _ => "",
        };
        return body.Length > 0 ? body
            : random.Next(3) == 0 ? $"{Pick(Aggregators)}({inner}) {grouping}" : $"{Pick(Aggregators)} {grouping}({inner})";
    }

    private string Grouping() => random.Next(4) switch
    {
        0 => "",
        1 => $"without ({LabelList()}) ",
        _ => $"by ({LabelList()}) ",
    };

    private string LabelList() => string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Labels)));

    private string Binary(int depth)
    {
        int kind = random.Next(12);
        string left = Vector(depth - 1);
        string right = Vector(depth - 1);
        if (kind < 3)
        {
            return $"{Operand(left)} {Pick(["and", "or", "unless"])} {Matching(group: false)}{Operand(right)}";
        }

        bool compares = random.Next(2) == 0;
        string sign = compares ? Pick(Comparison) : Pick(Arithmetic);
        string flag = compares && random.Next(3) == 0 ? "bool " : "";
        return kind switch
        {
            < 6 => $"{Operand(left)} {sign} {flag}{Scalar(1)}",
            6 => $"{Scalar(1)} {sign} {flag}{Operand(right)}",
            7 => $"{Operand(left)} {sign} {flag}{Operand(left)}",
            _ => $"{Operand(left)} {sign} {flag}{Matching(group: true)}{Operand(right)}",
        };
    }

    private string Operand(string expression) => random.Next(3) == 0 ? expression : $"({expression})";

    private string Matching(bool group)
    {
        if (random.Next(4) == 0)
        {
            return "";
        }

        string on = $"{Pick(["on", "ignoring"])} ({LabelList()}) ";
        return group && random.Next(2) == 0
            ? $"{on}{Pick(["group_left", "group_right"])} ({(random.Next(2) == 0 ? Pick(Labels) : "")}) "
            : on;
    }

    private string Scalar(int depth) => depth <= 0 || random.Next(2) == 0
        ? Pick(Numbers)
        : random.Next(6) switch
        {
            0 => "time()",
            1 => "pi()",
            2 => $"scalar({Vector(1)})",
            3 => $"({Scalar(depth - 1)} {Pick(Arithmetic)} {Scalar(depth - 1)})",
            4 => $"({Scalar(depth - 1)} {Pick(Comparison)} bool {Scalar(depth - 1)})",
            _ => $"-{Scalar(depth - 1)}",
        };

    private string Matrix(int depth) => random.Next(4) switch
    {
        0 when depth > 0 => $"{Inner(Vector(depth))}[{Pick(Ranges)}:{Pick(["", "15s", "1m", "37s", "5m"])}]{Modifiers()}",
        _ => $"{Selector()}[{Pick(Ranges)}]{Modifiers()}",
    };

    private string Inner(string expression) => random.Next(2) == 0 || expression.Contains(' ', StringComparison.Ordinal)
        ? $"({expression})"
        : expression;

    private string Modifiers() => random.Next(8) switch
    {
        0 => $" offset {Pick(Offsets)}",
        1 => $" @ {At()}",
        2 => random.Next(2) == 0 ? $" @ {At()} offset {Pick(Offsets)}" : $" offset {Pick(Offsets)} @ {At()}",
        _ => "",
    };

    private string At() => random.Next(4) switch
    {
        0 => "start()",
        1 => "end()",
        _ => $"{{base+{random.Next(-60, 3700).ToString(CultureInfo.InvariantCulture)}}}",
    };

    private string Selector()
    {
        string[] metrics = random.Next(5) switch
        {
            0 => SampleData.Metrics.Histograms,
            1 or 2 => SampleData.Metrics.Counters,
            _ => SampleData.Metrics.Floats,
        };
        string metric = Pick(metrics);
        if (random.Next(3) != 0)
        {
            return random.Next(40) > 0
                ? metric
                : $"{{__name__=~\"{Pick(["same_name_.*", "native|custom", "gauge|up", "r.*|b.*_total"])}\"}}";
        }

        string matchers = string.Join(
            Pick([",", ", "]),
            Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(2) == 0
                ? $"{Pick(Labels[..7])}{Pick(["=", "!="])}\"{Pick(Values)}\""
                : $"{Pick(Labels[..7])}{Pick(["=~", "!~"])}\"{Pick(Patterns)}\""));
        return metric[0] == '{' ? $"{metric[..^1]},{matchers}}}" : $"{metric}{{{matchers}}}";
    }

    // What a slip of the hand does to an expression.
    private string Broken(string expression)
    {
        if (random.Next(3) == 0)
        {
            return Pick([
                "sum(", "{}", "rate(up)", "up[5m", "up offset", "sum by (job up)", "1 and 2", "up == bool", "foo(up)", "up[0s]",
                "\"a\" + 1", "up @ nan", "up{job=\"a\"", "up{job=~\"(\"}", "sum(up, 1)", "topk(up)", "1 == 1", "up[5m] + 1",
                "-\"a\"", "up[5m:0]", "rate(rate(up[5m]))", "up offset 5m offset 5m", "", "   ", "#", "up{a=\"b\",}", "up{,}",
                "vector(up)", "scalar(1)", "label_replace(up, 1, 2, 3, 4)", "time(1)", "hour(1)", "absent()", "up on (job) up",
                "up + on (job) group_left (job) up", "up and on () group_left () up", "count_values(1, up)", "'unclosed",
                "up[5m] offset 1", "1h1m30s", "5m5m", "up[1d1y]", "1e", "0xg", "{__name__=\"\"}", "{job=~\".*\"}", "up{job!~\".+\"}",
                "sum by () (up", "up)", "up up", "up 1", "sum(up) by (job) by (job)", "\"\\x\"", "up{job='a\\q'}", "é", "up[5m]]",
                "quantile(up, up)", "histogram_quantile(up, up)", "bool", "on", "inf", "nan + inf", "up{__name__=\"x\"}", "up % ",
                "up @ start", "up @ start()()", "(up)[5m]", "(up)[5m:]", "1[5m:1m]", "time()[5m:1m]", "sum(up)[5m]", "up[5m:1m] @ 5 @ 6"]);
        }

        int at = random.Next(expression.Length);
        return random.Next(4) switch
        {
            0 => expression.Remove(at, 1),
            1 => expression.Insert(at, Pick([")", "(", "]", "[", "{", "}", "\"", ",", "1", "x", "-", "@", "=", "~", "!", "$", "\\", "::"])),
            2 => expression[..at],
            _ => expression + Pick([")", "]", "}", " by (a)", " offset 5m", " @ 1", "[5m]", "[5m:1m]", " and", " 1", " == 1"]),
        };
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
