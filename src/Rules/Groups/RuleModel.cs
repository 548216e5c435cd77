using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.Rules.Policies;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Groups;

/// <summary>A rule, validated and compiled. Immutable: one of the two nested kinds of this file.</summary>
public abstract record RuleModel
{
    /// <summary>The name of the series it records, or of the alert.</summary>
    public required string Name { get; init; }

    /// <summary>The expression as written; annotations of queries name places in it.</summary>
    public required string ExprText { get; init; }

    /// <summary>The expression.</summary>
    public required Expr Expr { get; init; }

    /// <summary>The labels as written, with the group's beneath. An alert's are templates still.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>The line of the rule in its file, from 1.</summary>
    public int Line { get; init; }
}

/// <summary>A rule whose result becomes series of its name.</summary>
public sealed record RecordingRule : RuleModel;

/// <summary>A rule whose result becomes alerts.</summary>
public sealed record AlertingRule : RuleModel
{
    /// <summary>How long the expression must hold before an alert fires.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long an alert goes on firing after the expression held last.</summary>
    public TimeSpan KeepFiringFor { get; init; }

    /// <summary>What becomes of its alerts without data; null for Prometheus's way, which is that of <c>ok</c>.</summary>
    public RulePolicy? NoData { get; init; }

    /// <summary>
    /// What becomes of its alerts when it cannot be evaluated; null for Prometheus's way: nothing is decided, nothing told.
    /// </summary>
    public RulePolicy? OnError { get; init; }

    /// <summary>The expression that ends alerts, as written; empty if the end of the condition ends them.</summary>
    public string ResolveText { get; init; } = "";

    /// <summary>The expression that ends alerts, or null.</summary>
    public Expr? Resolve { get; init; }

    /// <summary>The expression without its conditions, where it matters whether there is data; else null.</summary>
    public Expr? Data { get; init; }

    /// <summary>The annotations as written, templates still.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>The labels, compiled; in the order of their names.</summary>
    public IReadOnlyList<RuleText> LabelTexts { get; init; } = [];

    /// <summary>The annotations, compiled; in the order of their names.</summary>
    public IReadOnlyList<RuleText> AnnotationTexts { get; init; } = [];
}
