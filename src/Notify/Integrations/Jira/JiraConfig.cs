using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Messages;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>An issue in Jira: <c>jira_configs</c>.</summary>
public sealed record JiraConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "jira";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The API; never null once loaded.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary><c>auto</c>, <c>cloud</c> or <c>datacenter</c>.</summary>
    public string ApiType { get; init; } = "auto";

    /// <summary>The project's key, a template; required.</summary>
    public string Project { get; init; } = "";

    /// <summary>The title.</summary>
    public JiraFieldConfig Summary { get; init; } = new() { Template = "{{ template \"jira.default.summary\" . }}" };

    /// <summary>The text.</summary>
    public JiraFieldConfig Description { get; init; } =
        new() { Template = "{{ template \"jira.default.description\" . }}" };

    /// <summary>Labels; each is a template.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The priority, a template.</summary>
    public string Priority { get; init; } = "{{ template \"jira.default.priority\" . }}";

    /// <summary>The kind of issue, a template; required.</summary>
    public string IssueType { get; init; } = "";

    /// <summary>The transition that opens an issue again, a template.</summary>
    public string ReopenTransition { get; init; } = "";

    /// <summary>The transition that resolves an issue, a template.</summary>
    public string ResolveTransition { get; init; } = "";

    /// <summary>Issues with this resolution are left alone, a template.</summary>
    public string WontFixResolution { get; init; } = "";

    /// <summary>How long after being resolved an issue is opened again.</summary>
    public TimeSpan ReopenDuration { get; init; }

    /// <summary>More fields of any shape; texts are templates.</summary>
    public YamlMap? Fields { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new JiraNotifier(this, services);

    // A group that begins to fire has no issue yet, and one that resolved has.
    /// <inheritdoc/>
    public override IReadOnlyList<SampleAnswer> SampleAnswers(bool isFiring) =>
    [
        new(isFiring
            ? """{"issues":[]}"""
            : """{"issues":[{"key":"SAMPLE-1","fields":{"status":{"statusCategory":{"key":"indeterminate"}}}}]}""")
        {
            InUrl = "/search",
        },
        new($$"""{"transitions":[{"id":"31","name":{{new GoJsonWriter().Value(ResolveTransition)}}}]}""")
        {
            Method = "GET",
            InUrl = "/transitions",
        },
        new("") { Method = "POST", InUrl = "/transitions", Code = 204 },
        new("") { Method = "PUT", Code = 204 },
        new("""{"id":"10000","key":"SAMPLE-1"}""") { Code = 201 },
    ];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<JiraConfig> Schema { get; } = new YamlSchema<JiraConfig>("jira.JiraConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("api_type", YamlTypes.Text, c => c.ApiType, (c, v) => c with { ApiType = v })
        .Optional("project", YamlTypes.Text, c => c.Project, (c, v) => c with { Project = v })
        .Optional("summary", JiraFieldConfig.Schema, c => c.Summary, (c, v) => c with { Summary = v })
        .Optional("description", JiraFieldConfig.Schema, c => c.Description, (c, v) => c with { Description = v })
        .Optional("labels", YamlTypes.ListOf(YamlTypes.Text), c => c.Labels, (c, v) => c with { Labels = v })
        .Optional("priority", YamlTypes.Text, c => c.Priority, (c, v) => c with { Priority = v })
        .Optional("issue_type", YamlTypes.Text, c => c.IssueType, (c, v) => c with { IssueType = v })
        .Optional("reopen_transition", YamlTypes.Text, c => c.ReopenTransition,
            (c, v) => c with { ReopenTransition = v })
        .Optional("resolve_transition", YamlTypes.Text, c => c.ResolveTransition,
            (c, v) => c with { ResolveTransition = v })
        .Optional("wont_fix_resolution", YamlTypes.Text, c => c.WontFixResolution,
            (c, v) => c with { WontFixResolution = v })
        .Optional("reopen_duration", ConfigTypes.Duration, c => c.ReopenDuration,
            (c, v) => c with { ReopenDuration = v })
        .Optional("fields", YamlTypes.AnyMap, c => c.Fields, (c, v) => c with { Fields = v })
        .Rule(Check);

    private static JiraConfig Check(JiraConfig c, YamlRules rules)
    {
        if (c.Project.Length == 0)
        {
            rules.Fail("missing project in jira_config");
        }

        if (c.IssueType.Length == 0)
        {
            rules.Fail("missing issue_type in jira_config");
        }

        if (c.ApiType is not ("auto" or "cloud" or "datacenter"))
        {
            rules.Fail("unknown api_type on jira_config, must be auto, cloud or datacenter", "api_type");
        }

        return c;
    }
}
