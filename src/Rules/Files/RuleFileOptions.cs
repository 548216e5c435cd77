using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Rules.Files;

/// <summary>What holds for rule files where they say nothing, and how strictly they are read.</summary>
public sealed record RuleFileOptions
{
    /// <summary>The interval of groups that name none: <c>global.evaluation_interval</c>.</summary>
    public TimeSpan DefaultInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far queries of groups that do not say look back: <c>global.rule_query_offset</c>.</summary>
    public TimeSpan DefaultQueryOffset { get; init; }

    /// <summary>The backend of groups that do not say; empty for the own store.</summary>
    public string DefaultBackend { get; init; } = "";

    /// <summary>Groups that name a backend, but not who evaluates, are evaluated here over its series; else by the backend.</summary>
    public bool EvaluatesHere { get; init; }

    /// <summary>The same of groups that name no backend and have the default one.</summary>
    public bool EvaluatesDefaultHere { get; init; }

    /// <summary>The names of the backends that groups may name; null if they are not known here.</summary>
    public ValueList<string>? Backends { get; init; }

    /// <summary>Which experimental parts of the language are allowed.</summary>
    public ParserOptions Parser { get; init; } = ParserOptions.Default;

    /// <summary>No group is evaluated more often: groups that ask for it are raised to this interval, with a warning.</summary>
    public TimeSpan MinInterval { get; init; }

    /// <summary>How long an evaluation may take in groups that do not say; zero for what any query may.</summary>
    public TimeSpan DefaultTimeout { get; init; }

    /// <summary>How often an evaluation that failed is tried again in groups that do not say.</summary>
    public int DefaultRetries { get; init; }

    /// <summary>
    /// Read Prometheus's own files only; a manifest, or a key of Tocsin's own, is then an unknown key, as it is upstream.
    /// </summary>
    public bool RuleFilesOnly { get; init; }

    /// <summary>Pass over unknown keys instead of refusing the file.</summary>
    public bool IgnoreUnknownFields { get; init; }
}
