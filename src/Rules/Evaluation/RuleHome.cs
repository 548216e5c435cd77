namespace Tocsin.Rules.Evaluation;

/// <summary>Whom the rules of a group ask, and where what they write goes: the own store, or a backend elsewhere.</summary>
/// <param name="Queries">Answers the expressions.</param>
/// <param name="Writer">Takes the samples.</param>
public sealed record RuleHome(IRuleQueries Queries, RuleSampleWriter Writer)
{
    /// <summary>How many may ask at once, each in its turn; null for as many as there are turns beside the lane.</summary>
    public SemaphoreSlim? Turns { get; init; }
}

/// <summary>The homes elsewhere, by the names that groups call them. Thread-safe.</summary>
public interface IRuleHomes
{
    /// <summary>The home of a name; null if there is none of that name, or no more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="evaluatesHere">Expressions are evaluated here over its series; else it evaluates them itself.</param>
    RuleHome? Find(string name, bool evaluatesHere);
}
