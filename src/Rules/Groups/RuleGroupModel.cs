using Tocsin.Model.Labels;

namespace Tocsin.Rules.Groups;

/// <summary>A rule group, validated and compiled. Immutable.</summary>
public sealed record RuleGroupModel
{
    /// <summary>The file it stands in, as the configuration names it; part of its identity.</summary>
    public required string File { get; init; }

    /// <summary>Its name, unique within the file.</summary>
    public required string Name { get; init; }

    /// <summary>How far two evaluations are apart; the global interval if the group names none.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How far queries look back behind the evaluation; the global offset if the group names none.</summary>
    public TimeSpan QueryOffset { get; init; }

    /// <summary>
    /// How long after its instant the group is evaluated, so that late samples are there by then. Unlike with
    /// <see cref="QueryOffset"/> all that comes of it has the time of the instant.
    /// </summary>
    public TimeSpan EvalDelay { get; init; }

    /// <summary>How long each evaluation of a rule may take; zero for what any query may.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How often an evaluation that failed is tried again before the next instant.</summary>
    public int Retries { get; init; }

    /// <summary>What a group says that is to ask the own store whatever the default is.</summary>
    public const string OwnStore = "own";

    /// <summary>The name of the backend that is asked and written to instead of the own store; empty for the own store.</summary>
    public string Backend { get; init; } = "";

    /// <summary>Expressions are evaluated here, over the series of the backend; else the backend evaluates them.</summary>
    public bool EvaluatesHere { get; init; }

    /// <summary>How many series or alerts each rule may give; 0 for no limit.</summary>
    public int Limit { get; init; }

    /// <summary>The group's own labels. Its rules have them already, beneath their own.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>The rules in the order of the file.</summary>
    public required IReadOnlyList<RuleModel> Rules { get; init; }

    /// <summary>
    /// Tells apart what was written: two groups of one key with one digest are the same, and a reload leaves them alone.
    /// Empty if unknown, which no other is equal to.
    /// </summary>
    public string Digest { get; init; } = "";

    /// <summary>What metrics and logs call it: the file and the name, joined as Prometheus joins them.</summary>
    public string Key => $"{File};{Name}";
}
