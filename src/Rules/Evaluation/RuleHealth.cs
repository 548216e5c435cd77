namespace Tocsin.Rules.Evaluation;

/// <summary>One evaluation of a rule, as it is told to people.</summary>
/// <param name="AtMs">The instant, Unix milliseconds.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Elements">How many elements the result had.</param>
/// <param name="Values">The values of the first of them.</param>
/// <param name="Error">What went wrong, or null.</param>
public readonly record struct RuleRun(long AtMs, TimeSpan Duration, int Elements, RunValues Values, string? Error)
{
    /// <summary>How many samples the expression looked at, those counted that it shares with other rules; 0 after an error.</summary>
    // Source: Prometheus, totalQueryableSamples.
    public long Samples { get; init; }

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; init; }

    /// <summary>The last attempt took longer than it may.</summary>
    public bool TimedOut { get; init; }

    /// <summary>There was nothing that the rule's conditions could have been asked of; known where a policy asks.</summary>
    public bool HasNoData { get; init; }
}

/// <summary>How the last evaluations of a rule went. One owner.</summary>
public sealed class RuleHealth
{
    /// <summary>How many evaluations are remembered.</summary>
    // Source: vmalert, update_entries_limit: the field's customary number.
    public const int RunsMax = 20;

    private readonly Queue<RuleRun> _runs = new();

    /// <summary>The last evaluations, oldest first.</summary>
    public IReadOnlyCollection<RuleRun> Runs => _runs;

    /// <summary>The last evaluation; default before the first.</summary>
    public RuleRun Last { get; private set; }

    /// <summary>True if it was evaluated at all.</summary>
    public bool WasRun => _runs.Count > 0;

    /// <summary>What is wrong, or null.</summary>
    public string? Error => Last.Error;

    /// <summary>Evaluations since the start.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Evaluations since the start that failed.</summary>
    public long Failures { get; private set; }

    /// <summary>Attempts since the start beyond the first of each evaluation.</summary>
    public long Retries { get; private set; }

    /// <summary>Evaluations since the start that took longer than they may.</summary>
    public long Timeouts { get; private set; }

    /// <summary>Notes an evaluation.</summary>
    /// <returns>True if the rule is wrong in another way than before, or right again.</returns>
    public bool Note(RuleRun run)
    {
        bool isNews = Last.Error != run.Error;
        Last = run;
        Evaluations++;
        Failures += run.Error is null ? 0 : 1;
        Retries += Math.Max(0, run.Attempts - 1);
        Timeouts += run.TimedOut ? 1 : 0;
        if (_runs.Count == RunsMax)
        {
            _runs.Dequeue();
        }

        _runs.Enqueue(run);
        return isNews;
    }

    /// <summary>Takes over what is known of the same rule before a reload.</summary>
    public void Inherit(RuleHealth other)
    {
        foreach (RuleRun run in other._runs)
        {
            _runs.Enqueue(run);
        }

        (Last, Evaluations, Failures) = (other.Last, other.Evaluations, other.Failures);
        (Retries, Timeouts) = (other.Retries, other.Timeouts);
    }
}
