using System.Globalization;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Writes what is asked of a query API.</summary>
internal static class SelectorText
{
    /// <summary>A selector as text.</summary>
    public static string Of(SeriesQuery query) =>
        new VectorSelector(default, "", [.. query.Matchers]).ToString();

    /// <summary>A duration of milliseconds.</summary>
    public static string Duration(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");

    /// <summary>An instant in seconds.</summary>
    public static string Time(long milliseconds) => FloatText.Fixed(milliseconds / 1000.0);
}
