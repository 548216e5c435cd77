using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Numbers;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.PromQL.Tests.Functions;

/// <summary>What expressions evaluate to at the last of the minutes for which series are written.</summary>
internal static class Evaluated
{
    private static readonly EngineOptions Options = new();

    /// <summary>The elements as <c>{a="b"} 1</c>, in the order of the result.</summary>
    public static string[] Vector(string expression, params string[] series)
    {
        QueryResult result = Evaluate(expression, series);
        Assert.True(result.Error is null, $"{expression}: {result.Error?.Message}");
        return [.. ((QueryValue.Vector)result.Value!).Samples.Select(s => $"{s.Labels} {FloatText.Sample(s.Value)}")];
    }

    /// <summary>The value of the only element.</summary>
    public static double One(string expression, params string[] series)
    {
        QueryResult result = Evaluate(expression, series);
        Assert.True(result.Error is null, $"{expression}: {result.Error?.Message}");
        return result.Value is QueryValue.Scalar scalar
            ? scalar.Value
            : Assert.Single(((QueryValue.Vector)result.Value!).Samples).Value;
    }

    /// <summary>The message of the failure.</summary>
    public static string? Failure(string expression, params string[] series) => Evaluate(expression, series).Error?.Message;

    /// <summary>The annotations beside the result.</summary>
    public static string[] Notes(string expression, params string[] series) =>
        [.. Evaluate(expression, series).Annotations.Select(a => a.Render(expression))];

    private static QueryResult Evaluate(string expression, string[] series)
    {
        var store = new MemorySeries();
        long last = 0;
        foreach (string line in series)
        {
            Assert.True(SeriesNotationParser.TryParse(line, out NotedSeries? noted, out string? error), error);
            for (int i = 0; i < noted.Values.Count; i++)
            {
                if (!noted.Values[i].IsGap)
                {
                    store.Append(noted.Labels, new MemorySample(i * 60_000L, noted.Values[i].Value, noted.Values[i].Histogram, 0));
                    last = Math.Max(last, i * 60_000L);
                }
            }
        }

        ParseResult<Expr> parsed = ExpressionParser.Parse(expression, ParserOptions.Everything);
        Assert.True(parsed.IsOk, $"{expression}: {parsed.Error}");
        return new QueryEngine(Options, store, TimeProvider.System).Evaluate(
            Query.Instant(expression, parsed.Value, last), CancellationToken.None);
    }
}
