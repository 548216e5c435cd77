using Tocsin.Model.Seams;

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
    public QueryRun Plain(KnownParts? known) => new()
    {
        CountedOnly = new HashSet<Ast.VectorSelector>(),
        Options = Options,
        View = View,
        Budget = Budget,
        LookbackMs = LookbackMs,
        Cancellation = Cancellation,
        Known = known,
    };
}
