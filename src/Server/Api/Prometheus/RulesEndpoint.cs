using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Managed;
using Tocsin.Rules.Views;
using Tocsin.Server.Rules;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/rules</c> and <c>/api/v1/alerts</c>: the rules in force and what they found.</summary>
// Source: Prometheus HTTP API, "Rules" and "Alerts".
internal sealed class RulesEndpoint(RulesHost rules)
{
    public async Task RulesAsync(HttpContext http, QueryParameters parameters)
    {
        RuleQuery query = RuleQueries.Read(parameters);
        (int limit, string token) = ReadPage(parameters);
        bool withRuns = RuleQueries.Flag(parameters, "runs");
        IReadOnlyList<RuleGroupView> groups = await rules.Lane.RunAsync(
            (core, _) => RuleViews.Take(core, query), http.RequestAborted).ConfigureAwait(false);
        bool onlyUnmatched = RuleQueries.Flag(parameters, "never_matched");
        if (withRuns || onlyUnmatched)
        {
            groups = WithUnmatched(groups, onlyUnmatched, http.RequestAborted);
        }

        (IEnumerable<RuleGroupView> page, string next) = Page(groups, limit, token);
        IReadOnlyDictionary<GroupName, long> versions = await VersionsAsync(http.RequestAborted).ConfigureAwait(false);
        await PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"groups\":["u8);
            bool isFirst = true;
            foreach (RuleGroupView group in page)
            {
                output.Raw(isFirst ? default : ","u8);
                long version = versions.GetValueOrDefault(new GroupName(group.Model.File, group.Model.Name));
                RuleJson.WriteGroup(output, group with { Version = version }, withRuns);
                isFirst = false;
            }

            output.Raw("]"u8);
            if (next.Length > 0)
            {
                output.Raw(",\"groupNextToken\":"u8).String(next);
            }

            output.Raw("}"u8);
        }).ConfigureAwait(false);
    }

    public async Task AlertsAsync(HttpContext http, QueryParameters parameters)
    {
        IReadOnlyList<RuleGroupView> groups = await rules.Lane.RunAsync(
            static (core, _) => RuleViews.Take(core, new RuleQuery { WantsRecording = false }), http.RequestAborted)
            .ConfigureAwait(false);
        await PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"alerts\":["u8);
            bool isFirst = true;
            foreach (AlertView alert in groups.SelectMany(g => g.Rules).SelectMany(r => r.Alerts))
            {
                output.Raw(isFirst ? default : ","u8);
                RuleJson.WriteAlert(output, alert);
                isFirst = false;
            }

            output.Raw("]}"u8);
        }).ConfigureAwait(false);
    }

    // Beyond upstream: which groups can be changed over the API, and what of them is in force.
    private Task<IReadOnlyDictionary<GroupName, long>> VersionsAsync(CancellationToken cancellation) =>
        rules.ReadAsync<IReadOnlyDictionary<GroupName, long>>(
            static book => book.Histories.InForce
                .Where(group => !book.IsFile(group.Name.Namespace))
                .ToDictionary(group => group.Name, group => group.Revision.Version),
            cancellation);

    // Beyond upstream: the rules whose selectors match nothing, or all rules with what of them matches nothing.
    private IReadOnlyList<RuleGroupView> WithUnmatched(
        IReadOnlyList<RuleGroupView> groups, bool only, CancellationToken cancellation)
    {
        IReadOnlyDictionary<RuleModel, IReadOnlyList<string>> found =
            rules.Unmatched.Find(groups, cancellation);
        IEnumerable<RuleGroupView> told = groups.Select(group => group with
        {
            Rules =
            [
                .. group.Rules
                    .Select(rule => rule with { UnmatchedSelectors = found.GetValueOrDefault(rule.Model) ?? [] })
                    .Where(rule => !only || rule.UnmatchedSelectors is [_, ..]),
            ],
        });
        return [.. told.Where(group => group.Rules.Count > 0)];
    }

    private static (int Limit, string Token) ReadPage(QueryParameters parameters)
    {
        string text = parameters.Text("group_limit");
        string token = parameters.Text("group_next_token");
        if (text.Length == 0)
        {
            return token.Length == 0
                ? (int.MaxValue, "")
                : throw QueryParameters.Invalid(
                    "group_next_token", "group_limit needs to be present in order to paginate over the groups");
        }

        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 limit)
            || limit > long.MaxValue || limit < long.MinValue)
        {
            string why = text.AsSpan().TrimStart("+-").ContainsAnyExceptInRange('0', '9') ? "invalid syntax" : "value out of range";
            throw QueryParameters.Invalid(
                "group_limit", $"group_limit needs to be a valid number: strconv.ParseInt: parsing {GoQuote.Quote(text)}: {why}");
        }

        return limit > 0
            ? ((int)Int128.Min(limit, int.MaxValue), token)
            : throw QueryParameters.Invalid("group_limit", "group_limit needs to be greater than 0");
    }

    // A page begins with the group that the token names.
    private static (IEnumerable<RuleGroupView> Page, string Next) Page(
        IReadOnlyList<RuleGroupView> groups, int limit, string token)
    {
        int from = 0;
        while (token.Length > 0 && from < groups.Count && TokenOf(groups[from]) != token)
        {
            from++;
        }

        if (token.Length > 0 && from == groups.Count)
        {
            throw QueryParameters.Invalid(
                "group_next_token", $"invalid group_next_token '{token}'. were rule groups changed?");
        }

        int to = (int)Math.Min((long)from + limit, groups.Count);
        return (groups.Skip(from).Take(to - from), to < groups.Count ? TokenOf(groups[to]) : "");
    }

    // Source: Prometheus web/api/v1, getRuleGroupNextToken. A name for a group, not a secret; clients may have kept one.
#pragma warning disable CA5350 // Upstream's name for a group; nothing is kept safe by it.
    private static string TokenOf(RuleGroupView group) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(group.Model.Key)));
#pragma warning restore CA5350
}
