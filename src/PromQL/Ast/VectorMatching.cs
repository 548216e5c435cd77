namespace Tocsin.PromQL.Ast;

/// <summary>How many elements of each side may take part in one match.</summary>
public enum MatchCardinality : byte
{
    /// <summary>One of each.</summary>
    OneToOne,

    /// <summary>Many of the left: <c>group_left</c>.</summary>
    ManyToOne,

    /// <summary>Many of the right: <c>group_right</c>.</summary>
    OneToMany,

    /// <summary>Many of both: the set operators.</summary>
    ManyToMany,
}

/// <summary>How the elements of two vectors find each other.</summary>
/// <param name="Cardinality">How many elements of each side may take part.</param>
/// <param name="Labels">The labels of <c>on</c> or <c>ignoring</c>, in the order written.</param>
/// <param name="IsOn">Match on the labels; else on all the others.</param>
/// <param name="Include">The labels of <c>group_left</c> or <c>group_right</c>.</param>
/// <param name="FillLeft">The value that stands for an element which the left side lacks, or null.</param>
/// <param name="FillRight">The value that stands for an element which the right side lacks, or null.</param>
public sealed record VectorMatching(
    MatchCardinality Cardinality,
    ValueList<string> Labels,
    bool IsOn,
    ValueList<string> Include,
    double? FillLeft = null,
    double? FillRight = null)
{
    /// <summary>What holds when nothing is written: one to one, on all labels.</summary>
    public static readonly VectorMatching Default = new(MatchCardinality.OneToOne, [], false, []);
}

/// <summary>The names of the cardinalities.</summary>
public static class MatchCardinalities
{
    /// <summary>As the AST's JSON writes it: <c>one-to-one</c>.</summary>
    public static string Name(this MatchCardinality cardinality) => cardinality switch
    {
        MatchCardinality.OneToOne => "one-to-one",
        MatchCardinality.ManyToOne => "many-to-one",
        MatchCardinality.OneToMany => "one-to-many",
        _ => "many-to-many",
    };
}
