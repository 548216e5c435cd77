using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Replay;
using Tocsin.Rules.Views;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Rules;

namespace Tocsin.Server.Replays;

/// <summary>What somebody wants replayed. Immutable.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="FromMs">The first instant, Unix milliseconds.</param>
/// <param name="ToMs">The last instant, Unix milliseconds.</param>
/// <param name="WarmUp">How long rules run before the first instant.</param>
internal sealed record ReplayRequest(IReadOnlyList<RuleGroupModel> Groups, long FromMs, long ToMs, TimeSpan WarmUp)
{
    private const int TextBytesMax = 16 << 20;

    /// <summary>Reads a request: the rules of its body, or those in force as its parameters choose them.</summary>
    /// <exception cref="QueryFaultException">Something in it is wrong; all that is wrong with the rules is told.</exception>
    public static async Task<ReplayRequest> ReadAsync(
        HttpContext http, QueryParameters parameters, RulesHost rules, TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long from = parameters.Time("from");
        long to = parameters.Time("to", now);
        if (from >= to || to > now)
        {
            throw Bad(to > now ? "to lies in the future: only what was stored can be replayed" : "from must be before to");
        }

        IReadOnlyList<RuleGroupModel> groups = await GroupsAsync(http, parameters, rules).ConfigureAwait(false);
        if (groups.Count == 0)
        {
            throw Bad("there are no rules to replay: none are in force over the own store, or none are as chosen");
        }

        return new ReplayRequest(groups, from, to, parameters.Duration("warmup") ?? RuleReplay.WarmUpOf(groups));
    }

    private static async Task<IReadOnlyList<RuleGroupModel>> GroupsAsync(
        HttpContext http, QueryParameters parameters, RulesHost rules)
    {
        string text = await ReadTextAsync(http).ConfigureAwait(false);
        RuleQuery query = RuleQueries.Read(parameters);
        IReadOnlyList<RuleGroupModel> all;
        if (text.Length == 0)
        {
            all = await rules.ReadAsync(book => book.Groups, http.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            RuleFileResult read = RuleFileReader.Read("request", Encoding.UTF8.GetBytes(text), rules.FileOptions);
            all = read.IsOk ? read.Groups : throw Bad(string.Join('\n', read.Faults));
        }

        return
        [
            .. all.Where(query.Wants)
                .Select(group => group with { Rules = [.. group.Rules.Where(query.Wants)] })
                .Where(group => group.Rules.Count > 0 && group.Backend.Length == 0),
        ];
    }

    private static async Task<string> ReadTextAsync(HttpContext http)
    {
        if (http.Request.HasFormContentType)
        {
            return "";
        }

        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        return body is { } read && read.Memory.Length <= TextBytesMax
            ? Encoding.UTF8.GetString(read.Utf8)
            : throw Bad($"the rules are larger than {TextBytesMax >> 20} MiB");
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));
}
