using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Replay;

/// <summary>Which part of the past rules run over again, and within which bounds. Immutable.</summary>
public sealed record ReplayOptions
{
    /// <summary>The first instant that is told of, Unix milliseconds.</summary>
    public required long FromMs { get; init; }

    /// <summary>The last instant, itself included, Unix milliseconds.</summary>
    public required long ToMs { get; init; }

    /// <summary>How long rules run before the first instant, so that their alerts are as they would have been by then.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How rules are evaluated.</summary>
    public RulesOptions Rules { get; init; } = new();

    /// <summary>How many samples recording rules may write.</summary>
    public long SamplesMax { get; init; } = 5_000_000;

    /// <summary>How many alerts are told of one by one; those beyond are counted.</summary>
    public int AlertsMax { get; init; } = 10_000;
}
