using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>Keeps one Jira issue per group: created, changed, resolved, opened again. Immutable and thread-safe.</summary>
/// <remarks>The issue carries the hash of the group key in a label, by which every attempt looks for it first.</remarks>
// Source: Alertmanager notify/jira.
public sealed class JiraNotifier : INotifier
{
    private readonly JiraConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly JiraFields _fields;
    private readonly FieldTemplate _project;
    private readonly FieldTemplate _issueType;
    private readonly FieldTemplate _reopen;
    private readonly FieldTemplate _resolve;
    private readonly FieldTemplate _wontFix;

    /// <summary>Compiles the templates and makes the client.</summary>
    public JiraNotifier(JiraConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig);
        _fields = new JiraFields(config, services.Templates);
        _project = services.Templates.Text("project", config.Project);
        _issueType = services.Templates.Text("issue_type", config.IssueType);
        _reopen = services.Templates.Text("reopen_transition", config.ReopenTransition);
        _resolve = services.Templates.Text("resolve_transition", config.ResolveTransition);
        _wontFix = services.Templates.Text("wont_fix_resolution", config.WontFixResolution);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the API URL", () => _config.ApiUrl?.Text ?? "");
        if (url is null)
        {
            return failure!;
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        var place = new JiraPlace(rendering.Text(_project), rendering.Text(_issueType));
        SendOutcome outcome = place.Project.Length == 0 || place.IssueType.Length == 0
            ? new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = "the project or the issue type is empty after its template ran",
            }
            : await SendAsync(new JiraApi(_sender, url, IsCloud(url), observer), rendering, place, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private async Task<SendOutcome> SendAsync(
        JiraApi api, Rendering rendering, JiraPlace place, CancellationToken cancellation)
    {
        Notification notification = rendering.Context.Notification;
        (JiraIssue? issue, SendOutcome? failure) = await api.SearchAsync(Jql(rendering, place.Project), cancellation);
        if (failure is not null)
        {
            return failure;
        }

        ReadOnlyMemory<byte> Fields() => _fields.Write(rendering, place, issue is not null, api.WantsDocuments);
        if (issue is null)
        {
            return notification.IsFiring
                ? await api.WriteAsync(HttpMethod.Post, "issue", Fields(), cancellation)
                : new SendOutcome.Delivered { Code = 200, Answer = "there is no open issue to resolve" };
        }

        string path = "issue/" + Uri.EscapeDataString(issue.Key);
        SendOutcome updated = await api.WriteAsync(HttpMethod.Put, path, Fields(), cancellation);
        string transition = notification.IsFiring == issue.IsDone
            ? rendering.Text(notification.IsFiring ? _reopen : _resolve)
            : "";
        if (updated is not SendOutcome.Delivered || transition.Length == 0)
        {
            return updated;
        }

        // The issue has been changed by now: whatever fails from here on fails behind what has arrived.
        SendOutcome moved = await MoveAsync(api, issue, transition, cancellation);
        return moved is SendOutcome.Retry retry ? retry with { MayHaveArrived = true } : moved;
    }

    private static async Task<SendOutcome> MoveAsync(
        JiraApi api, JiraIssue issue, string transition, CancellationToken cancellation)
    {
        (string? id, SendOutcome? failure) = await api.TransitionAsync(issue, transition, cancellation);
        if (failure is not null)
        {
            return failure;
        }

        ReadOnlyMemory<byte> body = new GoJsonWriter().BeginObject()
            .Name("transition").BeginObject().Field("id", id ?? "").EndObject()
            .EndObject().EndDocument().Written;
        string path = $"issue/{Uri.EscapeDataString(issue.Key)}/transitions";
        return await api.WriteAsync(HttpMethod.Post, path, body, cancellation);
    }

    // Alertmanager goes by the name of the host alone; api.atlassian.com is how service accounts reach the same Cloud.
    private bool IsCloud(Uri url) => _config.ApiType == "cloud"
        || (_config.ApiType == "auto" && (url.Host.EndsWith("atlassian.net", StringComparison.OrdinalIgnoreCase)
            || url.Host.Equals("api.atlassian.com", StringComparison.OrdinalIgnoreCase)));

    // "!=" alone would leave out the issues without any resolution, which are the open ones.
    private string Jql(Rendering rendering, string project)
    {
        string wontFix = rendering.Text(_wontFix);
        string left = wontFix.Length == 0 ? "" : $"(resolution is EMPTY or resolution != {GoQuote.Quote(wontFix)}) and ";
        long minutes = (long)_config.ReopenDuration.TotalMinutes;
        bool canReopen = rendering.Context.Notification.IsFiring && _config.ReopenTransition.Length > 0 && minutes > 0;
        string age = canReopen
            ? $"(resolutiondate is EMPTY OR resolutiondate >= -{minutes}m) and "
            : "statusCategory != Done and ";
        string label = JiraFields.LabelOf(rendering.Context.Notification);
        return $"{left}{age}project={GoQuote.Quote(project)} and labels={GoQuote.Quote(label)} "
            + "order by status ASC,resolutiondate DESC";
    }
}

/// <summary>Where issues are created.</summary>
/// <param name="Project">The key of the project.</param>
/// <param name="IssueType">The name of the kind of issue.</param>
internal sealed record JiraPlace(string Project, string IssueType);
