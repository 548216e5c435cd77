using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Rules.Texts;

/// <summary>What the templates of one evaluation see beside the element. Immutable.</summary>
public sealed record RuleTextScope
{
    /// <summary>The instant of the evaluation, Unix milliseconds; <c>query</c> runs at it.</summary>
    public required long AtMs { get; init; }

    /// <summary>What the configuration adds to all that leaves: <c>.ExternalLabels</c>.</summary>
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    /// <summary>The address by which people reach this server: <c>.ExternalURL</c>.</summary>
    public string ExternalUrl { get; init; } = "";

    /// <summary>Answers <c>query</c>; every failure is a value.</summary>
    public required Func<string, QueryResult> Query { get; init; }
}
