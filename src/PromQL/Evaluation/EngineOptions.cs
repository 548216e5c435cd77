namespace Tocsin.PromQL.Evaluation;

/// <summary>How an engine evaluates, and how much a query may take. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>How far an instant selector looks back for a sample, exclusively.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The step of subqueries that name none; the server's evaluation interval.</summary>
    public TimeSpan SubqueryStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a query may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many samples a query may hold at a time.</summary>
    public long SamplesMax { get; init; } = 50_000_000;

    /// <summary>How much memory the values of a query may take at a time, roughly.</summary>
    public long BytesMax { get; init; } = 2L << 30;

    /// <summary>Names are dropped at the end instead of at each step: <c>promql-delayed-name-removal</c>.</summary>
    public bool DelaysNameRemoval { get; init; }

    /// <summary>Counters' start times tell of resets: <c>use-start-timestamps</c>.</summary>
    public bool UsesStartTimes { get; init; }

    /// <summary>A series' type is in its label <c>__type__</c>: <c>type-and-unit-labels</c>.</summary>
    public bool UsesTypeLabels { get; init; }
}
