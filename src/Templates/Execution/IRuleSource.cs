using Tocsin.Model.Labels;

namespace Tocsin.Templates.Execution;

/// <summary>What the templates of one evaluation of a rule may ask. Used by one thread at a time.</summary>
public interface IRuleSource
{
    /// <summary>The instant of the evaluation, in seconds since 1970: what <c>now</c> gives.</summary>
    double NowSeconds { get; }

    /// <summary>The address by which people reach this server.</summary>
    string ExternalUrl { get; }

    /// <summary>The samples of an expression at that instant; a scalar is one sample without labels.</summary>
    /// <exception cref="Values.GoErrorException">The expression gives neither, or an error.</exception>
    IReadOnlyList<RuleSample> Query(string expression);
}

/// <summary>One sample of a query's result, as templates see it.</summary>
/// <param name="Labels">The series, its name among the labels.</param>
/// <param name="Value">The value.</param>
public readonly record struct RuleSample(LabelSet Labels, double Value);
