using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Managed;
using Tocsin.Server.Backends;
using Tocsin.Server.Series;

namespace Tocsin.Server.Rules;

/// <summary>What an edit would come to.</summary>
/// <param name="Changes">What differs from the version in force.</param>
/// <param name="Doubts">What is valid and yet doubtful.</param>
/// <param name="Now">What each rule gives at this moment.</param>
internal sealed record DryRunReport(
    IReadOnlyList<GroupChange> Changes, IReadOnlyList<RuleFileFault> Doubts, IReadOnlyList<RuleNow> Now);

/// <summary>What a rule gives at this moment.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Series">How many series or alerts.</param>
/// <param name="Error">Why it gives none; null if nothing is wrong.</param>
internal readonly record struct RuleNow(string Rule, int Series, string? Error);

/// <summary>Tries a group without putting it in force: recordings are not written, alerts are not told.</summary>
internal sealed class DryRun(SeriesHost series, BackendSet backends, TimeProvider time)
{
    /// <summary>Tries a group.</summary>
    /// <param name="before">The version in force; null for none.</param>
    /// <param name="read">The group as it was read, without fault.</param>
    /// <param name="cancellation">Ends the trial.</param>
    public async Task<DryRunReport> TryAsync(RuleGroupModel? before, RuleFileResult read, CancellationToken cancellation)
    {
        RuleGroupModel group = read.Groups[0];
        var lints = new RuleLintOptions { EvaluationInterval = group.Interval };
        var now = new List<RuleNow>();
        foreach (RuleModel rule in group.Rules)
        {
            now.Add(await TryAsync(group, rule, cancellation).ConfigureAwait(false));
        }

        return new DryRunReport(
            GroupDiff.Between(before, group),
            [.. read.Warnings, .. RuleLints.Run(read, lints).Select(finding => finding.Fault)],
            now);
    }

    private async Task<RuleNow> TryAsync(RuleGroupModel group, RuleModel rule, CancellationToken cancellation)
    {
        long at = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)group.QueryOffset.TotalMilliseconds;
        var query = Query.Instant(rule.ExprText, rule.Expr, at);
        EvaluatedQuery evaluated = await series.EvaluateAsync(
            query, null, cancellation, backends.Backend(group.Backend)?.Engine).ConfigureAwait(false);
        QueryResult result = evaluated.Result;
        return result.Error is { } error
            ? new RuleNow(rule.Name, 0, error.Message)
            : new RuleNow(rule.Name, result.Value is QueryValue.Vector vector ? vector.Samples.Count : 1, null);
    }
}
