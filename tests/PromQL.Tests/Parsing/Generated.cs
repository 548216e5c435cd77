using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>Texts of the language: valid ones by its grammar, and ones that are broken in a few places.</summary>
internal static class Generated
{
    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", ",", ":", "=", "!=", "=~", "!~", "==", "<", ">/", "+", "-", "*", "/", "%", "^", "@", "#",
        "\n", " ", "\"a\"", "'b", "`", "\\", "foo", "sum", "by", "without", "on", "group_left", "fill", "offset", "anchored",
        "start", "step", "max_of", "bool", "and", "inf", "5m", "1h30m", "0x1F", "1e3", ".", "_", "1", "rate", "\"\\x", "ä",
        "😀", "\uD800", "\uFFFD", "\0", "{\"m.x\"}", "[5m:1m]", "((((", "----", "{{", "a:b",
    ];

    /// <summary>Words, signs and rubbish in any order.</summary>
    public static Gen<string> Rubbish { get; } =
        from length in Gen.Choose(0, 12)
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces), length)
        from glue in Gen.Elements("", " ")
        select string.Join(glue, pieces);

    /// <summary>Expressions whose types fit.</summary>
    public static Gen<string> Valid => Vector(4);

    /// <summary>Valid expressions with a piece put in place of some of their characters.</summary>
    public static Gen<string> Broken =>
        from text in Vector(3)
        from at in Gen.Choose(0, text.Length)
        from length in Gen.Choose(0, 6)
        from piece in Gen.Elements(Pieces)
        select text[..at] + piece + text[Math.Min(text.Length, at + length)..];

    private static Gen<string> Selector { get; } =
        from name in Gen.Elements("up", "node:cpu:rate5m", "sum", "by", "start", "fill", "")
        from count in Gen.Choose(name.Length == 0 ? 1 : 0, 3)
        from conditions in Gen.ArrayOf(
            Gen.Elements("a=\"b\"", "job=~'x.+'", "\"l.x\"!~`y|z`", "on!=\"\\n\\u00e4\"", "c=\"\\xff\"", "sum=\"1\""), count)
        select name + (count == 0 ? "" : "{" + string.Join(", ", conditions) + (name.Length == 0 ? ", q!=\"\"}" : "}"));

    private static Gen<string> Literal { get; } =
        Gen.Elements("5m", "300", "1h30m", "0.5", "1ms", "0x10", "1d12h", "2w", "1y", "90s");

    private static Gen<string> At { get; } = Gen.Elements("", "", "", " @ 123.4567", " @ start()", " @ end()", " @ -5m");

    private static Gen<string> Labels { get; } = Gen.Elements("()", "(a)", "(a, \"b.c\",)", "(sum, on, bool)");

    private static Gen<string> Duration(int depth) => depth == 0
        ? Literal
        : Gen.OneOf(
            Literal,
            Gen.Elements("step()", "range()"),
            from inner in Duration(depth - 1) select $"({inner})",
            from inner in Duration(depth - 1) select $"-({inner})",
            from left in Duration(depth - 1)
            from op in Gen.Elements("+", " - ", "*", " / ", " % ", "^")
            from right in Duration(depth - 1)
            select left + op + right,
            from left in Duration(depth - 1)
            from right in Duration(depth - 1)
            select $"max_of({left}, {right})");

    // In parentheses: behind an offset in parentheses, upstream's grammar takes an operator for one of durations.
    private static Gen<string> Modified(Gen<string> of) =>
        from text in of
        from at in At
        from offset in Gen.OneOf(
            Gen.Constant(""),
            from literal in Literal select " offset " + literal,
            from literal in Literal select " offset -" + literal,
            from duration in Duration(2) select $" offset ({duration})")
        from first in Gen.Elements(true, false)
        select $"({text}{(first ? at + offset : offset + at)})";

    private static Gen<string> Unparenthesised(Gen<string> of) => of.Select(text => text[1..^1]);

    private static Gen<string> Range(int depth) => Gen.OneOf(
        Unparenthesised(Modified(
            from selector in Selector
            from range in Duration(depth > 2 ? 2 : 0)
            from edges in Gen.Elements("", "", "", " smoothed", " anchored")
            select $"{selector}[1y + {range}]{edges}")),
        Unparenthesised(Modified(
            from inner in Vector(depth - 1)
            from step in Gen.OneOf(Gen.Constant(""), Literal)
            select $"({inner})[1h:{step}]")));

    private static Gen<string> Scalar(int depth) => depth <= 0
        ? Gen.OneOf(
            Gen.Elements("1", "-2.5", "5m", "NaN", "Inf", "time()", "pi()", "1e300", "0.00001", "step()"),
            Gen.Choose(-1000, 1000).Select(n => n.ToString(CultureInfo.InvariantCulture)))
        : Gen.OneOf(
            Scalar(0),
            from vector in Vector(depth - 1) select $"scalar({vector})",
            from left in Scalar(depth - 1)
            from op in Gen.Elements("+", "-", "*", "/", "%", "^", "atan2", "== bool", "<= bool")
            from right in Scalar(depth - 1)
            select $"({left}) {op} {right}",
            from inner in Scalar(depth - 1) select $"-({inner})");

    private static Gen<string> Vector(int depth) => depth <= 0
        ? Modified(Selector)
        : Gen.OneOf(
            Vector(0),
            Call(depth),
            Aggregation(depth),
            Binary(depth),
            from inner in Vector(depth - 1) select $"-{inner}",
            from inner in Vector(depth - 1) select $"({inner})");

    private static Gen<string> Call(int depth) => Gen.OneOf(
        from function in Gen.Elements("abs", "sort", "round", "timestamp", "absent")
        from inner in Vector(depth - 1)
        select $"{function}({inner})",
        from function in Gen.Elements("rate", "max_over_time", "mad_over_time", "resets")
        from range in Range(depth)
        select $"{function}({range})",
        from range in Range(depth)
        from scalar in Scalar(depth - 1)
        from function in Gen.Elements("predict_linear({1}, {0})", "quantile_over_time({0}, {1})")
        select string.Format(CultureInfo.InvariantCulture, function, scalar, range),
        from inner in Vector(depth - 1)
        select $"label_replace({inner}, \"a\", '$1', `b`, \"(.*)\")",
        from inner in Vector(depth - 1)
        select $"info({inner}, {{\"x.y\"=~\".+\"}})");

    private static Gen<string> Aggregation(int depth) =>
        from op in Gen.Elements("sum", "avg", "count", "stddev", "topk", "quantile", "count_values", "limitk", "GROUP")
        from word in Gen.Elements("", "by", "without")
        from labels in Labels
        from before in Gen.Elements(true, false)
        from parameter in Scalar(depth - 1)
        from inner in Vector(depth - 1)
        let grouping = word.Length == 0 ? "" : $" {word} {labels} "
        let first = op switch
        {
            "topk" or "quantile" or "limitk" => parameter + ", ",
            "count_values" => "\"v\", ",
            _ => "",
        }
        select before ? $"{op}{grouping}({first}{inner})" : $"{op}({first}{inner}){grouping}";

    private static Gen<string> Binary(int depth) => Gen.OneOf(
        from left in Vector(depth - 1)
        from op in Gen.Elements("+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "< bool", ">=", "</", ">/")
        from match in Gen.Elements("", " on (x)", " ignoring (x, y)", " on () group_left (z)", " ignoring (x) group_right ()")
        from fill in Gen.Elements("", "", "", " fill (5)", " fill_left (-1) fill_right (1e-7)", " fill_right (1h)")
        from right in Vector(depth - 1)
        select $"{left} {op}{match}{fill} {right}",
        from left in Vector(depth - 1)
        from op in Gen.Elements("and", "OR", "unless on (x)", "and ignoring ()")
        from right in Vector(depth - 1)
        select $"{left} {op} {right}",
        from vector in Vector(depth - 1)
        from op in Gen.Elements("+", "*", ">", "!= bool", "^")
        from scalar in Scalar(depth - 1)
        from left in Gen.Elements(true, false)
        select left ? $"(({scalar}) {op} {vector})" : $"({vector} {op} {scalar})");
}
