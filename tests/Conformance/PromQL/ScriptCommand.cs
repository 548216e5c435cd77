using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Conformance.PromQL;

/// <summary>One command of a test script.</summary>
internal abstract record ScriptCommand;

/// <summary>Forget all series.</summary>
internal sealed record ClearCommand : ScriptCommand;

/// <summary>Add series, one value per step from the epoch on.</summary>
/// <param name="Step">How far the values are apart.</param>
/// <param name="WithCustomHistograms">Make native histograms of the classic ones too.</param>
/// <param name="Series">The series.</param>
internal sealed record LoadCommand(TimeSpan Step, bool WithCustomHistograms, IReadOnlyList<LoadedSeries> Series)
    : ScriptCommand;

/// <summary>A series to load.</summary>
/// <param name="Series">The labels and values.</param>
/// <param name="Starts">When the counter of each value started, in milliseconds from the value's time; null where unknown.</param>
internal sealed record LoadedSeries(NotedSeries Series, IReadOnlyList<long?>? Starts);

/// <summary>Evaluate an expression and compare.</summary>
internal sealed record EvalCase : ScriptCommand
{
    /// <summary>Where it stands in the file, from 1.</summary>
    public required int Line { get; init; }

    public required string Expression { get; init; }

    public required bool IsRange { get; init; }

    public required long StartMs { get; init; }

    public required long EndMs { get; init; }

    /// <summary>0 for an instant query whose result is not a range vector.</summary>
    public required long StepMs { get; init; }

    /// <summary>When an instant query is evaluated.</summary>
    public long AtMs { get; init; }

    public Expectations Expect { get; init; } = new();
}
