using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using static Tocsin.PromQL.Ast.ExpressionType;

namespace Tocsin.PromQL.Ast;

/// <summary>The functions of the language, by name.</summary>
// Source: Prometheus 3.14 documentation, "Query functions": 73 stable ones and 17 experimental ones.
public static class FunctionTable
{
    private static readonly string[] OfVector =
    [
        "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor",
        "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10", "log2",
        "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
    ];

    private static readonly string[] OfMatrix =
    [
        "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta",
        "increase", "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets",
        "stddev_over_time", "stdvar_over_time", "sum_over_time",
    ];

    // Without an argument they take the evaluation's instant.
    private static readonly string[] OfDate =
    [
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year",
    ];

    private static readonly FrozenDictionary<string, FunctionSignature> ByName =
        Stable().Concat(Experimental()).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>All of them, in no order.</summary>
    public static IReadOnlyCollection<FunctionSignature> All => ByName.Values;

    /// <summary>Finds a function; names are case-sensitive.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out FunctionSignature? function) =>
        ByName.TryGetValue(name, out function);

    private static IEnumerable<FunctionSignature> Stable() =>
    [
        .. OfVector.Select(name => new FunctionSignature(name, Vector, [Vector])),
        .. OfMatrix.Select(name => new FunctionSignature(name, Vector, [Matrix])),
        .. OfDate.Select(name => new FunctionSignature(name, Vector, [Vector]) { Variadic = 1 }),
        new("clamp", Vector, [Vector, Scalar, Scalar]),
        new("clamp_max", Vector, [Vector, Scalar]),
        new("clamp_min", Vector, [Vector, Scalar]),
        new("histogram_fraction", Vector, [Scalar, Scalar, Vector]),
        new("histogram_quantile", Vector, [Scalar, Vector]),
        new("label_join", Vector, [Vector, Text, Text, Text]) { Variadic = -1 },
        new("label_replace", Vector, [Vector, Text, Text, Text, Text]),
        new("pi", Scalar, []),
        new("predict_linear", Vector, [Matrix, Scalar]),
        new("quantile_over_time", Vector, [Scalar, Matrix]),
        new("round", Vector, [Vector, Scalar]) { Variadic = 1 },
        new("scalar", Scalar, [Vector]),
        new("time", Scalar, []),
        new("vector", Vector, [Scalar]),
    ];

    private static IEnumerable<FunctionSignature> Experimental() => new FunctionSignature[]
    {
        new("double_exponential_smoothing", Vector, [Matrix, Scalar, Scalar]),
        new("end", Scalar, []),
        new("histogram_quantiles", Vector, [Vector, Text, Scalar, Scalar]) { Variadic = 9 },
        new("info", Vector, [Vector, Vector]) { Variadic = 1 },
        new("mad_over_time", Vector, [Matrix]),
        new("max_of", Scalar, [Scalar, Scalar]),
        new("min_of", Scalar, [Scalar, Scalar]),
        new("range", Scalar, []),
        new("sort_by_label", Vector, [Vector, Text]) { Variadic = -1 },
        new("sort_by_label_desc", Vector, [Vector, Text]) { Variadic = -1 },
        new("start", Scalar, []),
        new("start_timestamp", Vector, [Vector]),
        new("step", Scalar, []),
        new("ts_of_first_over_time", Vector, [Matrix]),
        new("ts_of_last_over_time", Vector, [Matrix]),
        new("ts_of_max_over_time", Vector, [Matrix]),
        new("ts_of_min_over_time", Vector, [Matrix]),
    }.Select(f => f with { IsExperimental = true });
}
