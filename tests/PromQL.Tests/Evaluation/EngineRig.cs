using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.PromQL.Tests.Evaluation;

/// <summary>An engine over series in memory, written as rule tests write them, one value per minute from the epoch.</summary>
internal sealed class EngineRig(params string[] series)
{
    public const long MinuteMs = 60_000;

    public EngineOptions Options { get; init; } = new();

    public TimeProvider Time { get; init; } = new VirtualTime();

    public CancellationToken Cancellation { get; init; }

    public MemorySeries Store { get; } = Load(series);

    /// <summary>Evaluates at a minute after the epoch.</summary>
    public QueryResult At(long minute, string expression) => Run(expression, minute * MinuteMs, minute * MinuteMs, 0);

    /// <summary>Evaluates from one minute to another, minute by minute.</summary>
    public QueryResult Between(long first, long last, string expression) =>
        Run(expression, first * MinuteMs, last * MinuteMs, MinuteMs);

    public QueryResult Run(string expression, long startMs, long endMs, long stepMs)
    {
        var parsed = ExpressionParser.Parse(expression, ParserOptions.Everything);
        Assert.True(parsed.IsOk, parsed.Error?.ToString());
        var engine = new QueryEngine(Options, Store, Time);
        return engine.Evaluate(new Query(expression, parsed.Value, startMs, endMs, stepMs), Cancellation);
    }

    /// <summary>The samples of an instant vector as <c>labels=value</c>, in the order given.</summary>
    public string[] VectorAt(long minute, string expression) => Vector(At(minute, expression));

    public static string[] Vector(QueryResult result)
    {
        Assert.Null(result.Error);
        return
        [
            .. ((QueryValue.Vector)result.Value!).Samples.Select(s => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{s.Labels}={s.Value}")),
        ];
    }

    private static MemorySeries Load(string[] lines)
    {
        var store = new MemorySeries();
        foreach (string line in lines)
        {
            Assert.True(SeriesNotationParser.TryParse(line, out NotedSeries? series, out string? error), error);
            Add(store, series.Labels, series.Values);
        }

        return store;
    }

    private static void Add(MemorySeries store, LabelSet labels, IReadOnlyList<NotedValue> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (!values[i].IsGap)
            {
                store.Append(labels, new MemorySample(i * MinuteMs, values[i].Value, values[i].Histogram));
            }
        }
    }
}
