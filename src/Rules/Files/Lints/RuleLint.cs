using System.Collections.Immutable;

namespace Tocsin.Rules.Files.Lints;

/// <summary>A check of what is valid and yet doubtful.</summary>
/// <param name="Name">What it is turned on and off by.</param>
/// <param name="Summary">What it finds, in half a sentence.</param>
public sealed record RuleLint(string Name, string Summary)
{
    /// <summary>Looks at a rule.</summary>
    internal Action<RuleLintSubject>? OnRule { get; init; }

    /// <summary>Looks at all rules of a file together.</summary>
    internal Func<RuleLint, IReadOnlyList<ReadGroup>, IEnumerable<RuleLintFinding>>? OnFile { get; init; }
}

/// <summary>Something doubtful.</summary>
/// <param name="Lint">The name of the lint that found it.</param>
/// <param name="Fault">What and where; its hint is the advice.</param>
public sealed record RuleLintFinding(string Lint, RuleFileFault Fault);

/// <summary>Which lints run, and what is known of the server that will run the rules.</summary>
public sealed record RuleLintOptions
{
    /// <summary>The names of the lints that run; null for all.</summary>
    public ImmutableHashSet<string>? Names { get; init; }

    /// <summary>The interval of groups that name none; null if it is not known.</summary>
    public TimeSpan? EvaluationInterval { get; init; }

    /// <summary>How far samples are apart; null if it is not known.</summary>
    public TimeSpan? ScrapeInterval { get; init; }
}
