using System.Collections.Frozen;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Files;

/// <summary>A rule file as written.</summary>
public sealed record RuleFileConfig
{
    /// <summary><c>groups</c>.</summary>
    public IReadOnlyList<RuleGroupConfig> Groups { get; init; } = [];
}

/// <summary>A rule group as written.</summary>
public sealed record RuleGroupConfig
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>interval</c>; zero for the default.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary><c>query_offset</c>; null for the default.</summary>
    public TimeSpan? QueryOffset { get; init; }

    /// <summary><c>limit</c>; zero for none.</summary>
    public long Limit { get; init; }

    /// <summary><c>labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary><c>rules</c>.</summary>
    public IReadOnlyList<RuleConfig> Rules { get; init; } = [];

    /// <summary><c>backend</c>; empty for the default.</summary>
    public string Backend { get; init; } = "";

    /// <summary>Who evaluates: <c>here</c> or <c>backend</c>; empty for the default.</summary>
    public string Evaluate { get; init; } = "";

    /// <summary><c>eval_delay</c>; null for the default.</summary>
    public TimeSpan? EvalDelay { get; init; }

    /// <summary><c>timeout</c>; null for the default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary><c>retries</c>; null for the default.</summary>
    public long? Retries { get; init; }

    /// <summary><c>no_data</c> of alerts that do not say; null for Prometheus's way.</summary>
    public RulePolicy? NoData { get; init; }

    /// <summary><c>on_error</c> of alerts that do not say; null for Prometheus's way.</summary>
    public RulePolicy? OnError { get; init; }

    /// <summary><c>partial_response_strategy</c>, which is Thanos's and means nothing here.</summary>
    public string PartialResponseStrategy { get; init; } = "";
}

/// <summary>A rule as written.</summary>
public sealed record RuleConfig
{
    /// <summary><c>record</c>.</summary>
    public string Record { get; init; } = "";

    /// <summary><c>alert</c>.</summary>
    public string Alert { get; init; } = "";

    /// <summary><c>expr</c>.</summary>
    public string Expr { get; init; } = "";

    /// <summary><c>for</c>.</summary>
    public TimeSpan For { get; init; }

    /// <summary><c>keep_firing_for</c>.</summary>
    public TimeSpan KeepFiringFor { get; init; }

    /// <summary><c>labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary><c>annotations</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary><c>no_data</c>; null for the group's.</summary>
    public RulePolicy? NoData { get; init; }

    /// <summary><c>on_error</c>; null for the group's.</summary>
    public RulePolicy? OnError { get; init; }

    /// <summary><c>resolve_expr</c>; empty for none.</summary>
    public string ResolveExpr { get; init; } = "";

    /// <summary>The name, as errors tell it: that of the alert if there are both.</summary>
    public string Name => Alert.Length > 0 ? Alert : Record;
}
