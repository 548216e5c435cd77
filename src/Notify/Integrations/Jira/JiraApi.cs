using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>An issue that a search found.</summary>
/// <param name="Key">Its key: <c>OPS-17</c>.</param>
/// <param name="IsDone">True if its status is of the category "done".</param>
internal sealed record JiraIssue(string Key, bool IsDone);

/// <summary>What a request came to.</summary>
/// <param name="Outcome">Delivered if it succeeded.</param>
/// <param name="Body">The body of the answer, to be read and not shown.</param>
internal readonly record struct JiraReply(SendOutcome Outcome, string Body)
{
    /// <summary>True for 2xx.</summary>
    public bool IsGood => Outcome is SendOutcome.Delivered;
}

/// <summary>The requests of one attempt to one Jira.</summary>
/// <param name="sender">Makes them.</param>
/// <param name="api">Where the API is: its path ends with the version.</param>
/// <param name="isCloud">True for the search of Jira Cloud; Data Center has another.</param>
/// <param name="observer">Is told of each.</param>
internal sealed class JiraApi(HttpSender sender, Uri api, bool isCloud, ISendObserver observer)
{
    /// <summary>True if texts are documents in Atlassian's format, as version 3 has it.</summary>
    public bool WantsDocuments { get; } = api.AbsolutePath.TrimEnd('/').EndsWith("/3", StringComparison.Ordinal);

    /// <summary>Finds the first issue; it changes nothing, so a failure has delivered nothing.</summary>
    /// <returns>The issue, null if there is none; and how it failed, null if it did not.</returns>
    // https://developer.atlassian.com/changelog/#CHANGE-2046: Cloud has only /rest/api/3/search/jql, Data Center has it not.
    public async Task<(JiraIssue? Found, SendOutcome? Failure)> SearchAsync(string jql, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> body = new GoJsonWriter().BeginObject()
            .Name("fields").BeginArray().Value("status").EndArray()
            .Field("jql", jql)
            .Name("maxResults").Value(2)
            .EndObject().EndDocument().Written;
        Uri url = isCloud ? UrlOf("search/jql", "/rest/api/2/", "/rest/api/3/") : UrlOf("search");
        JiraReply reply = await SendAsync(new HttpCall(HttpMethod.Post, url) { Body = body }, cancellation);
        if (!reply.IsGood)
        {
            return (null, WithoutArrival(reply.Outcome));
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(reply.Body);
            JsonElement issues = json.RootElement.GetProperty("issues");
            return (issues.GetArrayLength() == 0 ? null : IssueOf(issues[0]), null);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, NotUnderstood(reply.Outcome, "search"));
        }
    }

    /// <summary>Creates an issue, changes one, or takes one through a transition.</summary>
    public async Task<SendOutcome> WriteAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        (await SendAsync(new HttpCall(method, UrlOf(path)) { Body = body }, cancellation)).Outcome;

    /// <summary>Finds the id of a transition that an issue can take now.</summary>
    /// <returns>The id, null if there is none of that name; and how it failed, null if it did not.</returns>
    public async Task<(string? Id, SendOutcome? Failure)> TransitionAsync(
        JiraIssue issue, string name, CancellationToken cancellation)
    {
        JiraReply reply = await SendAsync(
            new HttpCall(HttpMethod.Get, UrlOf($"issue/{Uri.EscapeDataString(issue.Key)}/transitions")), cancellation);
        if (!reply.IsGood)
        {
            return (null, reply.Outcome);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(reply.Body);
            foreach (JsonElement transition in json.RootElement.GetProperty("transitions").EnumerateArray())
            {
                if (transition.GetProperty("name").GetString() == name)
                {
                    return (transition.GetProperty("id").GetString(), null);
                }
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, NotUnderstood(reply.Outcome, "list of transitions"));
        }

        return (null, new SendOutcome.Rejected(SendFailureReason.ClientError)
        {
            Code = reply.Outcome.Code,
            Answer = $"issue {issue.Key} has no transition {GoQuote.Quote(name)} from where it is",
        });
    }

    private static JiraIssue IssueOf(JsonElement issue) => new(
        issue.GetProperty("key").GetString()!,
        issue.GetProperty("fields").GetProperty("status").GetProperty("statusCategory").GetProperty("key").GetString() == "done");

    private static SendOutcome.Retry NotUnderstood(SendOutcome outcome, string what) =>
        new(SendFailureReason.Other) { Code = outcome.Code, Answer = $"the {what} that Jira answered is not understood" };

    private static SendOutcome WithoutArrival(SendOutcome outcome) =>
        outcome is SendOutcome.Retry retry ? retry with { MayHaveArrived = false } : outcome;

    private async Task<JiraReply> SendAsync(HttpCall call, CancellationToken cancellation)
    {
        // Names of statuses are not to depend on the language of the account.
        HttpCall english = call with { AddHeaders = h => h.TryAddWithoutValidation("Accept-Language", "en") };
        (HttpAnswer? answer, SendOutcome? broken) = await sender.SendAsync(english, observer, cancellation);
        return new JiraReply(broken ?? HttpSender.Judge(answer!, answer!.Shown), answer?.Body ?? "");
    }

    private Uri UrlOf(string path, string from = "", string to = "")
    {
        var url = new UriBuilder(api);
        string full = url.Path.TrimEnd('/') + "/" + path;
        int at = from.Length == 0 ? -1 : full.IndexOf(from, StringComparison.Ordinal);
        url.Path = at < 0 ? full : full[..at] + to + full[(at + from.Length)..];
        return url.Uri;
    }
}
