using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Jira;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class JiraNotifierTests : IAsyncDisposable
{
    // printf '{}:{team="x"}' | sha256sum
    private const string Label = "ALERT{ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f}";

    private const string None = "{\"issues\":[]}";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_group_without_an_issue_creates_one_with_every_field()
    {
        _server.Answer(200, None);
        _server.Answer(201, "{\"id\":\"1\",\"key\":\"OPS-1\"}");
        JiraConfig config = Config() with
        {
            Labels = ["alertmanager", "team {{ .GroupLabels.team }}", "{{ .CommonLabels.nothing }}"],
            Fields = Map(
                """
                components: [{name: "{{ .GroupLabels.team }}"}]
                customfield_1: {value: red}
                customfield_2: "{{ .Alerts | len }}"
                """),
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification()));

        Golden.Holds(
            $$$"""
            POST /rest/api/2/search
            Accept-Language: en
            Content-Type: application/json

            {"fields":["status"],"jql":"statusCategory != Done and project=\"OPS\" and
             labels=\"{{{Label}}}\" order by status ASC,resolutiondate DESC","maxResults":2}
            """,
            await _server.NextAsync());
        Golden.Holds(
            $$$"""
            POST /rest/api/2/issue
            Accept-Language: en
            Content-Type: application/json

            {"fields":{"components":[{"name":"x"}],"customfield_1":{"value":"red"},"customfield_2":1,
            "description":"a is unwell","issuetype":{"name":"Bug"},"labels":["{{{Label}}}","alertmanager","team_x"],
            "priority":{"name":"High"},"project":{"key":"OPS"},"summary":"a is firing"}}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_firing_group_with_an_open_issue_changes_it()
    {
        _server.Answer(200, Found("new"));
        _server.Answer(204);

        Assert.IsType<SendOutcome.Delivered>(await Send(Config() with { ReopenTransition = "Reopen" }, Notification()));

        await _server.NextAsync();
        Golden.Holds(
            $$$"""
            PUT /rest/api/2/issue/OPS-7
            Accept-Language: en
            Content-Type: application/json

            {"fields":{"description":"a is unwell","issuetype":{"name":"Bug"},"labels":["{{{Label}}}"],
            "priority":{"name":"High"},"project":{"key":"OPS"},"summary":"a is firing"}}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task Texts_that_are_not_to_be_changed_are_left_out_of_the_change()
    {
        _server.Answer(200, Found("new"));
        _server.Answer(204);
        JiraConfig config = Config();

        await Send(
            config with
            {
                Summary = config.Summary with { EnableUpdate = false },
                Description = config.Description with { EnableUpdate = false },
            },
            Notification());

        await _server.NextAsync();
        JsonElement fields = Fields(await _server.NextAsync());
        Assert.Equal(["issuetype", "labels", "priority", "project"], fields.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_resolved_group_changes_its_issue_and_takes_it_through_the_transition()
    {
        _server.Answer(200, Found("indeterminate"));
        _server.Answer(204);
        _server.Answer(200, "{\"transitions\":[{\"id\":\"11\",\"name\":\"Start\"},{\"id\":\"31\",\"name\":\"Done\"}]}");
        _server.Answer(204);

        Assert.IsType<SendOutcome.Delivered>(await Send(Config() with { ResolveTransition = "Done" }, ResolvedGroup()));

        Assert.Contains("statusCategory != Done", (await _server.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Equal("a is resolved", Fields(await _server.NextAsync()).GetProperty("summary").GetString());
        Golden.Holds(
            """
            GET /rest/api/2/issue/OPS-7/transitions
            Accept-Language: en
            """,
            await _server.NextAsync());
        Golden.Holds(
            """
            POST /rest/api/2/issue/OPS-7/transitions
            Accept-Language: en
            Content-Type: application/json

            {"transition":{"id":"31"}}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_group_that_fires_again_reopens_its_issue_within_the_given_time()
    {
        _server.Answer(200, Found("done"));
        _server.Answer(204);
        _server.Answer(200, "{\"transitions\":[{\"id\":\"41\",\"name\":\"Reopen\"}]}");
        _server.Answer(204);
        JiraConfig config = Config() with
        {
            ReopenTransition = "Reopen",
            ReopenDuration = TimeSpan.FromSeconds(3_630),
            WontFixResolution = "Won't \"Do\"",
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification()));

        Assert.Equal(
            "(resolution is EMPTY or resolution != \"Won't \\\"Do\\\"\") and "
                + "(resolutiondate is EMPTY OR resolutiondate >= -60m) and project=\"OPS\" and "
                + $"labels=\"{Label}\" order by status ASC,resolutiondate DESC",
            JsonDocument.Parse((await _server.NextAsync()).Body).RootElement.GetProperty("jql").GetString());
        Assert.Equal("PUT /rest/api/2/issue/OPS-7 HTTP/1.1", (await _server.NextAsync()).Line);
        await _server.NextAsync();
        Assert.Equal("{\"transition\":{\"id\":\"41\"}}\n", (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_resolved_group_without_an_issue_creates_none()
    {
        _server.Answer(200, None);

        SendOutcome outcome = await Send(Config(), ResolvedGroup());

        Assert.Equal("there is no open issue to resolve", Assert.IsType<SendOutcome.Delivered>(outcome).Answer);
    }

    [Fact]
    public async Task A_transition_that_the_issue_cannot_take_is_named()
    {
        _server.Answer(200, Found("new"));
        _server.Answer(204);
        _server.Answer(200, "{\"transitions\":[{\"id\":\"11\",\"name\":\"Start\"}]}");

        SendOutcome outcome = await Send(Config() with { ResolveTransition = "Close" }, ResolvedGroup());

        Assert.Equal(
            "issue OPS-7 has no transition \"Close\" from where it is", Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
    }

    [Fact]
    public async Task A_search_that_breaks_off_has_delivered_nothing_and_a_transition_that_does_has()
    {
        _server.Cut();
        Assert.False(Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification())).MayHaveArrived);

        _server.Answer(200, Found("new"));
        _server.Answer(204);
        _server.Answer(503);
        SendOutcome behind = await Send(Config() with { ResolveTransition = "Done" }, ResolvedGroup());
        Assert.True(Assert.IsType<SendOutcome.Retry>(behind).MayHaveArrived);
    }

    [Theory]
    [InlineData(401, "Rejected")]
    [InlineData(410, "Rejected")]
    [InlineData(429, "Retry")]
    [InlineData(502, "Retry")]
    public async Task A_search_that_fails_has_the_class_of_its_status(int status, string kind)
    {
        _server.Answer(status);

        Assert.Equal(kind, (await Send(Config(), Notification())).GetType().Name);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("{\"issues\":7}")]
    [InlineData("{\"issues\":[{\"key\":\"OPS-7\"}]}")]
    public async Task An_answer_that_is_not_understood_is_tried_again(string answer)
    {
        _server.Answer(200, answer);

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification()));

        Assert.Equal("the search that Jira answered is not understood", outcome.Answer);
    }

    [Theory]
    [InlineData("auto", "/rest/api/2", "/rest/api/2/search")]
    [InlineData("datacenter", "/jira/rest/api/2/", "/jira/rest/api/2/search")]
    [InlineData("cloud", "/rest/api/2/", "/rest/api/3/search/jql")]
    [InlineData("cloud", "/rest/api/3", "/rest/api/3/search/jql")]
    public async Task The_search_is_that_of_the_kind_of_Jira(string type, string api, string path)
    {
        _server.Answer(200, None);

        await Send(Config() with { ApiType = type, ApiUrl = new WebUrl(_server.Url(api)) }, ResolvedGroup());

        Assert.Equal($"POST {path} HTTP/1.1", (await _server.NextAsync()).Line);
    }

    [Fact]
    public async Task Plain_text_becomes_a_document_for_version_3()
    {
        _server.Answer(200, None);
        _server.Answer(201);
        JiraConfig config = V3("first <line>\nsecond\n\n{{ .CommonAnnotations.summary }}\n");

        await Send(config, Notification());

        await _server.NextAsync();
        Assert.Equal(
            """
            {"type":"doc","version":1,"content":[{"type":"paragraph","content":[
            {"type":"text","text":"first \u003cline\u003e"},{"type":"hardBreak"},{"type":"text","text":"second"}]},
            {"type":"paragraph","content":[{"type":"text","text":"a is unwell"}]}]}
            """.ReplaceLineEndings(""),
            Fields(await _server.NextAsync()).GetProperty("description").GetRawText());
    }

    [Fact]
    public async Task A_document_that_a_template_wrote_is_sent_as_it_is()
    {
        _server.Answer(200, None);
        _server.Answer(201);
        JiraConfig config = V3(
            """
            {"version": 1, "type": "doc", "content": [{"type": "heading", "attrs": {"level": 2.5, "x": null, "y": true},
              "content": [{"type": "text", "text": "{{ .Status }} <1>"}]}]}
            """);

        await Send(config, Notification());

        await _server.NextAsync();
        Assert.Equal(
            """
            {"version":1,"type":"doc","content":[{"type":"heading","attrs":{"level":2.5,"x":null,"y":true},
            "content":[{"type":"text","text":"firing \u003c1\u003e"}]}]}
            """.ReplaceLineEndings(""),
            Fields(await _server.NextAsync()).GetProperty("description").GetRawText());
    }

    [Fact]
    public async Task The_error_of_another_template_stands_at_the_end_of_a_document()
    {
        _server.Answer(200, None);
        _server.Answer(201);
        JiraConfig config = V3("{\"type\":\"doc\",\"version\":1,\"content\":[]}") with { Priority = "{{ .Nope }}" };

        SendOutcome outcome = await Send(config, Notification());

        await _server.NextAsync();
        JsonElement content = Fields(await _server.NextAsync()).GetProperty("description").GetProperty("content");
        Assert.StartsWith(
            "(a template failed: priority: ",
            content[0].GetProperty("content")[0].GetProperty("text").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith("priority: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rest/api/2")]
    [InlineData("/rest/api/3")]
    public async Task An_empty_description_is_left_out(string api)
    {
        _server.Answer(200, None);
        _server.Answer(201);

        await Send(V3("") with { ApiUrl = new WebUrl(_server.Url(api)) }, Notification());

        await _server.NextAsync();
        Assert.False(Fields(await _server.NextAsync()).TryGetProperty("description", out _));
    }

    [Fact]
    public async Task What_Jira_would_refuse_is_cut_or_joined()
    {
        _server.Answer(200, None);
        _server.Answer(201);
        JiraConfig config = Config() with
        {
            Summary = new JiraFieldConfig { Template = "two\nlines " + new string('é', 300) },
            Description = new JiraFieldConfig { Template = new string('d', 40_000) },
            Labels = [new string('z', 300)],
        };

        await Send(config, Notification());

        await _server.NextAsync();
        JsonElement fields = Fields(await _server.NextAsync());
        Assert.Equal("two lines " + new string('é', 244) + "…", fields.GetProperty("summary").GetString());
        Assert.Equal(new string('d', 32_766) + "…", fields.GetProperty("description").GetString());
        Assert.Equal(255, fields.GetProperty("labels")[1].GetString()!.Length);
    }

    [Fact]
    public async Task A_field_that_fails_is_left_out_and_the_description_says_so()
    {
        _server.Answer(200, None);
        _server.Answer(201);
        JiraConfig config = Config() with { Fields = Map("customfield_1: {value: \"{{ .Nope }}\"}"), Priority = "" };

        SendOutcome outcome = await Send(config, Notification());

        await _server.NextAsync();
        JsonElement fields = Fields(await _server.NextAsync());
        Assert.Equal(
            ["description", "issuetype", "labels", "project", "summary"], fields.EnumerateObject().Select(p => p.Name));
        Assert.StartsWith(
            "a is unwell\n(a template failed: fields.customfield_1.value: ",
            fields.GetProperty("description").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith("fields.customfield_1.value: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_project_nothing_is_asked_and_the_reason_is_named()
    {
        SendOutcome outcome = await Send(Config() with { Project = "{{ .Nope }}" }, Notification());

        Assert.Contains("project", Assert.IsType<SendOutcome.Rejected>(outcome).Answer, StringComparison.Ordinal);
        Assert.StartsWith("project: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    private static string Found(string category) =>
        "{\"issues\":[{\"key\":\"OPS-7\",\"fields\":{\"status\":{\"name\":\"S\",\"statusCategory\":"
            + $"{{\"key\":\"{category}\"}}}}}}}},{{\"key\":\"OPS-6\"}}]}}";

    private static JsonElement Fields(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("fields");

    private static YamlMap Map(string yaml)
    {
        Assert.Null(YamlValue.TryParse(yaml, out YamlValue value));
        return Assert.IsType<YamlMap>(value);
    }

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private static Notification ResolvedGroup() => TestServices.NotificationOf(Of(At(0), Resolved("a")));

    private JiraConfig V3(string description) => Config() with
    {
        ApiUrl = new WebUrl(_server.Url("/rest/api/3/")),
        Description = new JiraFieldConfig { Template = description },
    };

    private JiraConfig Config() => new()
    {
        ApiUrl = new WebUrl(_server.Url("/rest/api/2/")),
        Project = "OPS",
        IssueType = "Bug",
        Summary = new JiraFieldConfig { Template = "{{ .CommonLabels.alertname }} is {{ .Status }}" },
        Description = new JiraFieldConfig { Template = "{{ .CommonAnnotations.summary }}" },
        Priority = "High",
    };

    private ValueTask<SendOutcome> Send(JiraConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
