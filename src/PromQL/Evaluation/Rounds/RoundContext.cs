using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>What the parts share in one round: an instant and a view. One owner.</summary>
internal sealed class RoundContext
{
    /// <summary>The number of the round; ascends.</summary>
    public required long Round { get; init; }

    /// <summary>The instant, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    public required ISeriesView View { get; init; }

    public required EngineOptions Options { get; init; }

    /// <summary>Of the expression at hand; of a part that several have, the first one's.</summary>
    public required QueryBudget Budget { get; set; }

    public required CancellationToken Cancellation { get; set; }

    /// <summary>
    /// How many samples the expression at hand looked at; those of a part that several have count for each of them.
    /// </summary>
    public long Samples { get; set; }

    /// <summary>How far instant selectors look back.</summary>
    public required long LookbackMs { get; init; }

    public LabelEditor Labels { get; } = new();

    /// <summary>Looks at the time now and then, in a loop over places.</summary>
    public void CheckTimeEachThousand(int place)
    {
        if ((place & 1023) == 1023)
        {
            Budget.CheckTime();
        }
    }

    /// <summary>A run of the plain evaluator over the same view.</summary>
    /// <param name="known">What is known of its operands.</param>
    /// <param name="tally">Counts the samples that it looks at itself; null for nobody.</param>
    public QueryRun Plain(KnownParts? known, SampleTally? tally = null) => new()
    {
        Tally = tally,
        CountedOnly = new HashSet<Ast.VectorSelector>(),
        Options = Options,
        View = View,
        Budget = Budget,
        LookbackMs = LookbackMs,
        Cancellation = Cancellation,
        Known = known,
    };
}
