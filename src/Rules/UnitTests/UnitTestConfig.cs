using Tocsin.Yaml;

namespace Tocsin.Rules.UnitTests;

/// <summary>A file of rule tests as written.</summary>
// Source: Prometheus documentation, "Unit testing for rules".
public sealed record UnitTestConfig
{
    /// <summary>The rule files, or patterns, beside the test file if relative.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>How far evaluations are apart.</summary>
    public TimeSpan EvaluationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The groups that are evaluated first, in this order.</summary>
    public IReadOnlyList<string> GroupEvalOrder { get; init; } = [];

    /// <summary>Values may differ by the smallest step that a double can make.</summary>
    public bool FuzzyCompare { get; init; }

    /// <summary>The tests.</summary>
    public IReadOnlyList<UnitTestCase> Tests { get; init; } = [];
}

/// <summary>One test: series, and what rules and expressions make of them.</summary>
public sealed record UnitTestCase
{
    /// <summary>Its name; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>How far the values of a series are apart; zero for the interval of evaluations.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The series.</summary>
    public IReadOnlyList<InputSeries> InputSeries { get; init; } = [];

    /// <summary>When the test begins, in Unix milliseconds.</summary>
    public long StartMs { get; init; }

    /// <summary>What templates see as external labels.</summary>
    public IReadOnlyDictionary<string, string> ExternalLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>What templates see as external URL.</summary>
    public string ExternalUrl { get; init; } = "";

    /// <summary>What alerts are expected to fire.</summary>
    public IReadOnlyList<AlertTest> AlertTests { get; init; } = [];

    /// <summary>What expressions are expected to give.</summary>
    public IReadOnlyList<ExpressionTest> ExpressionTests { get; init; } = [];

    /// <summary>Where it stands in its file.</summary>
    public YamlPosition At { get; init; }
}

/// <summary>A series and its values.</summary>
public sealed record InputSeries
{
    /// <summary>Its name and labels.</summary>
    public string Series { get; init; } = "";

    /// <summary>Its values, in the notation of rule tests.</summary>
    public string Values { get; init; } = "";
}

/// <summary>Which alerts of a name fire at an instant.</summary>
public sealed record AlertTest
{
    /// <summary>When, from the beginning of the test.</summary>
    public TimeSpan EvalTime { get; init; }

    /// <summary>The alert's name.</summary>
    public string AlertName { get; init; } = "";

    /// <summary>All that fire.</summary>
    public IReadOnlyList<ExpectedAlert> Expected { get; init; } = [];
}

/// <summary>An alert that is expected.</summary>
public sealed record ExpectedAlert
{
    /// <summary>All its labels but the name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>All its annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}

/// <summary>What an expression gives at an instant.</summary>
public sealed record ExpressionTest
{
    /// <summary>The expression.</summary>
    public string Expr { get; init; } = "";

    /// <summary>When, from the beginning of the test.</summary>
    public TimeSpan EvalTime { get; init; }

    /// <summary>All elements of the result.</summary>
    public IReadOnlyList<ExpectedSample> Expected { get; init; } = [];
}

/// <summary>An element that is expected.</summary>
public sealed record ExpectedSample
{
    /// <summary>Its name and labels.</summary>
    public string Labels { get; init; } = "";

    /// <summary>Its value, unless it is a histogram.</summary>
    public double Value { get; init; }

    /// <summary>The histogram, in the notation of rule tests; empty for a float.</summary>
    public string Histogram { get; init; } = "";
}
