using Tocsin.PromQL.Parsing;

namespace Tocsin.Rules.Files;

/// <summary>What holds for rule files where they say nothing, and how strictly they are read.</summary>
public sealed record RuleFileOptions
{
    /// <summary>The interval of groups that name none: <c>global.evaluation_interval</c>.</summary>
    public TimeSpan DefaultInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far queries of groups that do not say look back: <c>global.rule_query_offset</c>.</summary>
    public TimeSpan DefaultQueryOffset { get; init; }

    /// <summary>Which experimental parts of the language are allowed.</summary>
    public ParserOptions Parser { get; init; } = ParserOptions.Default;

    /// <summary>Read Prometheus's own files only; a manifest is then a file with unknown keys, as it is upstream.</summary>
    public bool RuleFilesOnly { get; init; }

    /// <summary>Pass over unknown keys instead of refusing the file.</summary>
    public bool IgnoreUnknownFields { get; init; }
}
