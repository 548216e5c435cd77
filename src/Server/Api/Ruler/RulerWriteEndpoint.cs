using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Commits;
using Tocsin.Model.Labels;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Managed;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Hosting;
using Tocsin.Server.Rules;
using Tocsin.Server.Web;

namespace Tocsin.Server.Api.Ruler;

/// <summary>Writes, removes and brings back rule groups. A 202 means that the edit is on disk and in force.</summary>
internal sealed class RulerWriteEndpoint(RulesHost rules, DryRun trial, ServerState state)
{
    private const int TextBytesMax = 1 << 20;

    // What a page of another site can send from a browser without being asked.
    private static readonly string[] FormTypes = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

    /// <summary>Takes a group; with <c>dry_run</c> only says what it would come to.</summary>
    public async Task PostAsync(HttpContext http, RulerTarget target)
    {
        RefuseIfOff(http);
        string text = await ReadTextAsync(http).ConfigureAwait(false);
        await PutAsync(http, target, text, 0).ConfigureAwait(false);
    }

    /// <summary>Puts the text of an earlier version in force, as a new version.</summary>
    public async Task RollBackAsync(HttpContext http, RulerTarget target)
    {
        RefuseIfOff(http);
        string asked = http.Request.Query["version"].ToString();
        if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
        {
            throw Bad($"the parameter version says which version to bring back, and {GoQuote.Quote(asked)} is no number");
        }

        GroupRevision? wanted = await rules.ReadAsync(
            book => book.Histories.Find(target.Name, version), http.RequestAborted)
            .ConfigureAwait(false);
        if (wanted is null or { IsRemoval: true })
        {
            throw RulerTarget.NotFound(wanted is null
                ? $"the group has no version {version}, or no more"
                : $"version {version} removed the group: delete it to remove it again");
        }

        await PutAsync(http, target, wanted.Text, version).ConfigureAwait(false);
    }

    /// <summary>Removes a group. Its versions are kept and can be brought back.</summary>
    public async Task DeleteAsync(HttpContext http, RulerTarget target)
    {
        RefuseIfOff(http);
        await EditAsync(http, Edit(http, target.Name)).ConfigureAwait(false);
    }

    /// <summary>Removes all groups of a namespace.</summary>
    public async Task DeleteNamespaceAsync(HttpContext http, RulerTarget target)
    {
        RefuseIfOff(http);
        GroupName[] names = await rules.ReadAsync(
            book => book.Histories.InForce.Select(group => group.Name).Where(n => n.Namespace == target.Namespace).ToArray(),
            http.RequestAborted).ConfigureAwait(false);
        if (names.Length == 0)
        {
            throw RulerTarget.NotFound("no rule groups found");
        }

        EditOutcome last = new(EditVerdict.Unchanged, 0);
        foreach (GroupName name in names)
        {
            (last, CommitOutcome disk) = await rules.EditAsync(Edit(http, name), http.RequestAborted).ConfigureAwait(false);
            Check(last, disk);
        }

        await AnswerAsync(http, output => RulerJson.WriteEdit(output, new GroupName(target.Namespace, ""), last))
            .ConfigureAwait(false);
    }

    private async Task PutAsync(HttpContext http, RulerTarget target, string text, long restoredFrom)
    {
        RuleFileResult read = ManagedGroupReader.Read(target.Namespace, text, rules.FileOptions);
        if (!read.IsOk || read.Groups is not [var model])
        {
            throw Bad(read.IsOk ? "the text is not a rule group" : string.Join('\n', read.Faults));
        }

        if (target.Group.Length > 0 && target.Group != model.Name)
        {
            throw Bad($"the text is of the group {GoQuote.Quote(model.Name)}, not of {GoQuote.Quote(target.Group)}");
        }

        GroupEdit edit = Edit(http, new GroupName(target.Namespace, model.Name)) with
        {
            Text = text,
            Model = model,
            RestoredFrom = restoredFrom,
        };
        if (!IsDryRun(http))
        {
            await EditAsync(http, edit).ConfigureAwait(false);
            return;
        }

        RuleGroupModel? before = await rules.ReadAsync(book => book.Find(edit.Name), http.RequestAborted).ConfigureAwait(false);
        DryRunReport report = await trial.TryAsync(before, read, http.RequestAborted).ConfigureAwait(false);
        await PrometheusAnswer.OkAsync(http, output => RulerJson.WriteDryRun(output, edit.Name, report)).ConfigureAwait(false);
    }

    private async Task EditAsync(HttpContext http, GroupEdit edit)
    {
        (EditOutcome outcome, CommitOutcome disk) = await rules.EditAsync(edit, http.RequestAborted).ConfigureAwait(false);
        Check(outcome, disk);
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{outcome.Version}\"");
        await AnswerAsync(http, output => RulerJson.WriteEdit(output, edit.Name, outcome)).ConfigureAwait(false);
    }

    private static void Check(EditOutcome outcome, CommitOutcome disk)
    {
        QueryFault? fault = outcome.Verdict switch
        {
            EditVerdict.NotFound => new QueryFault(StatusCodes.Status404NotFound, "not_found", outcome.Reason),
            EditVerdict.Conflict => new QueryFault(StatusCodes.Status412PreconditionFailed, "conflict", outcome.Reason),
            EditVerdict.Refused => QueryFault.BadData(outcome.Reason),
            _ when disk.IsDurable => null,
            _ => QueryFault.Unavailable($"the edit holds until the next start only, it is not on disk: {disk.Detail}"),
        };
        if (fault is not null)
        {
            throw new QueryFaultException(fault);
        }
    }

    private static GroupEdit Edit(HttpContext http, GroupName name) => new(name)
    {
        By = WhoAsks(http),
        Comment = Shortened(http.Request.Query["comment"].ToString()),
        Expected = Expected(http),
    };

    // A password is proof; all else is what somebody said.
    private static string WhoAsks(HttpContext http)
    {
        if (http.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name })
        {
            return name;
        }

        string said = http.Request.Query["author"].ToString();
        said = said.Length > 0 ? said : http.Request.Headers["X-Grafana-User"].ToString();
        return said.Length > 0 ? Shortened(said) : http.Connection.RemoteIpAddress?.ToString() ?? "";
    }

    private static string Shortened(string text) => text.Length <= 1024 ? text : text[..1024];

    // If-None-Match: * is how HTTP says that it must be new.
    private static long? Expected(HttpContext http)
    {
        if (http.Request.Headers.IfNoneMatch.ToString() == "*")
        {
            return 0;
        }

        string tag = http.Request.Headers.IfMatch.ToString();
        return tag.Length == 0 ? null
            : long.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version
            : throw Bad($"If-Match must be the ETag of a version, such as \"3\", and is {GoQuote.Quote(tag)}");
    }

    private static bool IsDryRun(HttpContext http) => http.Request.Query["dry_run"].ToString() switch
    {
        "" or "false" or "0" => false,
        "true" or "1" => true,
        var other => throw Bad($"the parameter dry_run is true or false, not {GoQuote.Quote(other)}"),
    };

    private static async Task<string> ReadTextAsync(HttpContext http)
    {
        string type = (http.Request.ContentType ?? "").Split(';')[0].Trim();
        if (FormTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw new QueryFaultException(new QueryFault(
                StatusCodes.Status415UnsupportedMediaType, "bad_data", $"send the group as application/yaml, not as {type}"));
        }

        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        return body is { } read && read.Memory.Length <= TextBytesMax
            ? Encoding.UTF8.GetString(read.Utf8)
            : throw new QueryFaultException(new QueryFault(
                StatusCodes.Status413PayloadTooLarge, "bad_data", $"a rule group has at most {TextBytesMax >> 10} KiB"));
    }

    private void RefuseIfOff(HttpContext http)
    {
        if (SameOrigin.IsForeign(http.Request, rules.Options.ExternalUrl))
        {
            throw new QueryFaultException(new QueryFault(
                StatusCodes.Status403Forbidden, "forbidden", "a page of another site cannot change rules"));
        }

        if (!state.Config.TakesRules)
        {
            throw new QueryFaultException(new QueryFault(
                StatusCodes.Status403Forbidden, "forbidden", "rules.api_writes is off in tocsin.yml: change the rule files"));
        }
    }

    private static Task AnswerAsync(HttpContext http, Action<JsonOutput> write)
    {
        JsonOutput output = Answer.Begin(http, StatusCodes.Status202Accepted).Raw("{\"status\":\"success\",\"data\":"u8);
        write(output);
        return output.Raw(",\"errorType\":\"\",\"error\":\"\"}"u8).SendAsync(http.RequestAborted);
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));
}
