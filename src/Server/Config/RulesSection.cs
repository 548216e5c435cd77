using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Files;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>rules</c>: which rule files hold, and how they are evaluated.</summary>
public sealed record RulesSection
{
    /// <summary>Rule files, or patterns with <c>*</c>, beside this file if relative.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How often groups that do not say are evaluated; null where nothing is said.</summary>
    public TimeSpan? EvaluationInterval { get; init; }

    /// <summary>How far queries of groups that do not say lie before the evaluation; null where nothing is said.</summary>
    public TimeSpan? QueryOffset { get; init; }

    /// <summary>Labels that every alert gets which has no such label.</summary>
    public IReadOnlyDictionary<string, string> ExternalLabels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary><c>aligned</c>: groups of one interval at one instant; <c>prometheus</c>: at Prometheus's instants.</summary>
    public string Slots { get; init; } = "aligned";

    /// <summary>How long an alert that fires on waits before the router is told again.</summary>
    public TimeSpan ResendDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a longer outage pending alerts begin anew.</summary>
    public TimeSpan OutageTolerance { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often rule files are looked at for changes; zero for never.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the API may write, remove and bring back rule groups.</summary>
    public bool ApiWrites { get; init; } = true;

    /// <summary>No group is evaluated more often; zero for no such bound.</summary>
    public TimeSpan MinInterval { get; init; }

    /// <summary>How long an evaluation may take in groups that do not say; zero for what any query may.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How often an evaluation that failed is tried again in groups that do not say.</summary>
    public long Retries { get; init; }

    /// <summary>How many queries of rules run at once: that of the round, and those of slow rules beside it.</summary>
    public long ConcurrentQueriesMax { get; init; } = 3;

    /// <summary>The backend that evaluates groups which do not say; empty for the own store.</summary>
    public string Backend { get; init; } = "";

    /// <summary>
    /// Who evaluates groups of a backend which do not say: <c>here</c> or <c>backend</c>; empty for the backend, or here if it
    /// is theirs because all queries use it.
    /// </summary>
    public string Evaluate { get; init; } = "";

    /// <summary>The servers that divide the groups among themselves.</summary>
    public ReplicasSection Replicas { get; init; } = new();

    /// <summary>
    /// Alerts go to the router of this program. Without it they go to the Alertmanagers of <c>prometheus.yml</c> alone.
    /// </summary>
    public bool OwnRouter { get; init; } = true;

    /// <summary>The rules that are part of this program watch it.</summary>
    public bool WatchSelf { get; init; } = true;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RulesSection> Schema { get; } = new YamlSchema<RulesSection>("tocsin.Rules", new())
        .Optional("files", YamlTypes.ListOf(YamlTypes.Text), c => c.Files, (c, v) => c with { Files = v })
        .Optional("evaluation_interval", ConfigTypes.Duration.OrUnset(), c => c.EvaluationInterval,
            (c, v) => c with { EvaluationInterval = v })
        .Optional("query_offset", ConfigTypes.Duration.OrUnset(), c => c.QueryOffset, (c, v) => c with { QueryOffset = v })
        .Optional("external_labels", YamlTypes.MapOf(YamlTypes.Text), c => c.ExternalLabels, (c, v) => c with { ExternalLabels = v })
        .Field("slots", YamlTypes.Text, c => c.Slots, (c, v) => c with { Slots = v })
        .Field("resend_delay", ConfigTypes.Duration, c => c.ResendDelay, (c, v) => c with { ResendDelay = v })
        .Field("outage_tolerance", ConfigTypes.Duration, c => c.OutageTolerance, (c, v) => c with { OutageTolerance = v })
        .Field("watch_interval", ConfigTypes.Duration, c => c.WatchInterval, (c, v) => c with { WatchInterval = v })
        .Field("watch_self", YamlTypes.Flag, c => c.WatchSelf, (c, v) => c with { WatchSelf = v })
        .Field("own_router", YamlTypes.Flag, c => c.OwnRouter, (c, v) => c with { OwnRouter = v })
        .Field("api_writes", YamlTypes.Flag, c => c.ApiWrites, (c, v) => c with { ApiWrites = v })
        .Optional("min_interval", ConfigTypes.Duration, c => c.MinInterval, (c, v) => c with { MinInterval = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("retries", YamlTypes.Whole, c => c.Retries, (c, v) => c with { Retries = v })
        .Field(
            "concurrent_queries_max", YamlTypes.Whole, c => c.ConcurrentQueriesMax,
            (c, v) => c with { ConcurrentQueriesMax = v })
        .Field("replicas", ReplicasSection.Schema, c => c.Replicas, (c, v) => c with { Replicas = v })
        .Optional("backend", YamlTypes.Text, c => c.Backend, (c, v) => c with { Backend = v })
        .Optional("evaluate", YamlTypes.Text, c => c.Evaluate, (c, v) => c with { Evaluate = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>The settings as the core takes them.</summary>
    /// <param name="externalUrl">The address by which people reach this server.</param>
    public RulesOptions ToOptions(string externalUrl) => new()
    {
        UsesHashedSlots = Slots == "prometheus",
        ResendDelay = ResendDelay,
        OutageTolerance = OutageTolerance,
        ConcurrentQueriesMax = (int)ConcurrentQueriesMax,
        ExternalLabels = LabelSet.Of([.. ExternalLabels.Select(label => (label.Key, label.Value))]),
        ExternalUrl = externalUrl.TrimEnd('/'),
    };

    /// <summary>These with what a <c>prometheus.yml</c> says where these say nothing; its rule files come after these.</summary>
    public RulesSection Over(PrometheusConfig upstream) => this with
    {
        Files = [.. Files, .. upstream.RuleFiles],
        EvaluationInterval = EvaluationInterval ?? upstream.Global.EvaluationInterval,
        QueryOffset = QueryOffset ?? upstream.Global.RuleQueryOffset,
        ExternalLabels = ExternalLabels.Count > 0 ? ExternalLabels : upstream.Global.ExternalLabels,
    };

    private static RulesSection Check(RulesSection c, YamlRules rules)
    {
        if (c.EvaluationInterval <= TimeSpan.Zero)
        {
            rules.Fail("evaluation_interval must be greater than zero", "evaluation_interval");
        }

        if (c.Slots is not ("aligned" or "prometheus"))
        {
            rules.Fail($"unknown slots \"{c.Slots}\"", "slots", "there are aligned and prometheus");
        }

        if (c.EvaluationInterval is { } interval && interval < c.MinInterval)
        {
            rules.Fail("evaluation_interval must not be below min_interval", "min_interval");
        }

        if (c.Evaluate is not ("" or OwnKeysCheck.Here or OwnKeysCheck.There))
        {
            rules.Fail($"unknown evaluate \"{c.Evaluate}\"", "evaluate", $"there are {OwnKeysCheck.Here} and {OwnKeysCheck.There}");
        }

        if (c.Retries is < 0 or > OwnKeysCheck.RetriesMax)
        {
            rules.Fail($"retries must be between 0 and {OwnKeysCheck.RetriesMax}", "retries");
        }

        if (c.ConcurrentQueriesMax is < 2 or > 1000)
        {
            rules.Fail(
                "concurrent_queries_max must be between 2 and 1000", "concurrent_queries_max",
                "one query is that of the round, so that a slow rule needs another");
        }

        foreach (string name in c.ExternalLabels.Keys.Where(name => !LabelName.IsClassic(name)))
        {
            rules.Fail($"\"{name}\" is not a label's name", "external_labels");
        }

        return c;
    }
}
