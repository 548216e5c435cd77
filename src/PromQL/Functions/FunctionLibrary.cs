using System.Collections.Frozen;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions;

/// <summary>
/// What the functions do, by name. A family of functions is a class of its own with a list of them, named here.
/// </summary>
internal static class FunctionLibrary
{
    /// <summary>Functions of instant vectors, scalars and texts.</summary>
    public static readonly FrozenDictionary<string, VectorFunction> OfVectors = Join<VectorFunction>(
        MathFunctions.All,
        TimeFunctions.All,
        DateFunctions.All,
        ScalarFunctions.All,
        SortFunctions.All,
        HistogramFunctions.All,
        QuantileFunctions.All);

    /// <summary>Functions of range vectors.</summary>
    public static readonly FrozenDictionary<string, RangeFunction> OfRanges = Join<RangeFunction>(
        RateFunctions.All,
        OverTimeFunctions.All);

    /// <summary>Functions of whole series.</summary>
    public static readonly FrozenDictionary<string, SeriesFunction> OfSeries = Join<SeriesFunction>(
        InfoFunction.All,
        LabelFunctions.All);

    private static FrozenDictionary<string, T> Join<T>(params ReadOnlySpan<(string Name, T Function)[]> families)
        where T : Delegate
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach ((string Name, T Function)[] family in families)
        {
            foreach ((string name, T function) in family)
            {
                all.Add(name, function);
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
