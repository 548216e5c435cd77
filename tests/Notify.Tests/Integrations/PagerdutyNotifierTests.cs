using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class PagerdutyNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_event_of_version_2_has_the_keys_of_Alertmanager_in_its_order()
    {
        _server.Answer(202, "{\"status\":\"success\"}");
        PagerdutyConfig config = V2() with
        {
            Class = "c",
            Component = "{{ .GroupLabels.team }}",
            Group = "g",
            Details = Map("b: \"{{ .Alerts | len }}\"\na: {deep: [\"{{ .Status }}\", 2]}"),
            Images = [new PagerdutyImageConfig { Src = "http://i", Alt = "alt" }, new PagerdutyImageConfig { Alt = "no source" }],
            Links = [new PagerdutyLinkConfig { Href = "http://l", Text = "link" }],
        };

        SendOutcome outcome = await Send(config, Firing());
        string key = Key(await _server.NextAsync(), out string body);

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal(64, key.Length);
        Assert.Equal(
            OneLine(
                $$$"""
                {"routing_key":"R123456","dedup_key":"{{{key}}}","event_action":"trigger",
                "payload":{"summary":"a is firing","source":"src","severity":"error","class":"c",
                "component":"x","group":"g","custom_details":{"a":{"deep":["firing",2]},"b":1}},"client":"cl",
                "client_url":"http://cu","images":[{"src":"http://i","alt":"alt","href":""}],"links":[
                {"href":"http://l","text":"link"}]}
                """),
            body);
    }

    [Fact]
    public async Task The_key_is_the_hash_of_the_group_key_so_that_open_incidents_survive_a_migration()
    {
        _server.Answer(202);
        Flush flush = Of(At(0), Flushes.Firing("a")) with { GroupKey = "{}:{}" };

        await Send(V2(), TestServices.NotificationOf(flush));

        // printf '{}:{}' | sha256sum
        Assert.Equal(
            "cc9772a1ec901d26ef71dae861793e4d08979fa5030a3f0a5f3ba549f1f2d0b6", Key(await _server.NextAsync(), out _));
    }

    [Fact]
    public async Task The_key_may_be_made_of_labels_and_is_the_same_when_all_is_over()
    {
        PagerdutyConfig config = V2() with { DedupKey = " {{ .GroupLabels.team }}/{{ .Receiver }}" };
        foreach (Notification message in (Notification[])[Firing(), TestServices.NotificationOf(Of(At(0), Resolved("a")))])
        {
            _server.Answer(202);
            await Send(config, message);
            Assert.Equal("x/team-x", Key(await _server.NextAsync(), out _));
        }

        _server.Answer(200);
        await Send(V1() with { DedupKey = "mine" }, Firing());
        Assert.Equal(
            "mine", JsonDocument.Parse((await _server.NextAsync()).Body).RootElement.GetProperty("incident_key").GetString());
    }

    [Theory]
    [InlineData("{{ .NoSuchField }}", "ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f")]
    [InlineData("{{ .CommonLabels.nothing }} ", "ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f")]
    [InlineData("{{ printf \"%0300d\" 7 }}", "b8091716730038f34bb96087f092b940ca5ae98234160ae591962a4b9aceb3da")]
    public async Task A_key_that_is_none_or_too_long_becomes_a_hash(string template, string want)
    {
        // printf '{}:{team="x"}' | sha256sum; printf '%0300d' 7 | sha256sum
        _server.Answer(202);

        await Send(V2() with { DedupKey = template }, Firing());

        Assert.Equal(want, Key(await _server.NextAsync(), out _));
    }

    [Fact]
    public async Task A_resolved_group_resolves_the_incident()
    {
        _server.Answer(202);

        await Send(V2(), TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        Key(await _server.NextAsync(), out string body);
        Assert.Contains("\"event_action\":\"resolve\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_version_1_has_its_own_keys()
    {
        _server.Answer(200);
        _server.Answer(200);

        await Send(V1(), Firing());
        JsonElement trigger = JsonDocument.Parse((await _server.NextAsync()).Body).RootElement;
        await Send(V1(), TestServices.NotificationOf(Of(At(0), Resolved("a"))));
        JsonElement resolve = JsonDocument.Parse((await _server.NextAsync()).Body).RootElement;

        Assert.Equal(
            ["service_key", "incident_key", "event_type", "description", "event_action", "payload", "client", "client_url", "details"],
            trigger.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["service_key", "incident_key", "event_type", "description", "event_action", "payload", "details"],
            resolve.EnumerateObject().Select(p => p.Name));
        Assert.Equal("trigger", trigger.GetProperty("event_type").GetString());
        Assert.Equal("resolve", resolve.GetProperty("event_type").GetString());
    }

    [Fact]
    public async Task An_event_that_is_too_large_loses_its_details_and_says_so()
    {
        _server.Answer(202);
        Alert big = Flushes.Firing("a") with { Annotations = LabelSet.Of(("text", new string('x', 600_000))) };

        await Send(
            V2() with { Details = Map("all: \"{{ range .Alerts }}{{ .Annotations.text }}{{ end }}\"") },
            TestServices.NotificationOf(Of(At(0), big)));

        Key(await _server.NextAsync(), out string body);
        Assert.Contains(
            "\"custom_details\":{\"error\":\"Custom details have been removed because the original event "
                + "exceeds the maximum size of 512KB\"}",
            body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_is_cut_at_1024_runes()
    {
        _server.Answer(202);

        await Send(V2() with { Description = new string('é', 3000) }, Firing());

        Key(await _server.NextAsync(), out string body);
        string summary = JsonDocument.Parse(body).RootElement.GetProperty("payload").GetProperty("summary").GetString()!;
        Assert.Equal(new string('é', 1023) + "…", summary);
    }

    [Fact]
    public async Task Details_whose_templates_fail_say_so_and_the_page_goes_out_with_the_facts()
    {
        _server.Answer(202);

        // What many configurations have: .Annotations is a field of an alert, not of the message.
        SendOutcome outcome = await Send(V2() with { Details = Map("summary: \"{{ .Annotations.summary }}\"\nok: fine") }, Firing());

        Key(await _server.NextAsync(), out string body);
        JsonElement details = JsonDocument.Parse(body).RootElement.GetProperty("payload").GetProperty("custom_details");
        Assert.Equal("fine", details.GetProperty("ok").GetString());
        Assert.StartsWith("template failed: details.summary: ", details.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Contains("a is unwell", details.GetProperty("tocsin").GetString(), StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.NotNull(outcome.TemplateError);
    }

    [Fact]
    public async Task A_description_that_fails_becomes_a_plain_summary()
    {
        _server.Answer(202);

        await Send(V2() with { Description = "{{ .Nope }}", Source = "{{ .Nope }}", Severity = "{{ .Nope }}" }, Firing());

        Key(await _server.NextAsync(), out string body);
        Assert.Contains(
            """
            "summary":"[FIRING:1] a {team=\"x\"}","source":"Tocsin","severity":"error"
            """,
            body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(202, false, "Delivered")]
    [InlineData(400, false, "Rejected")]
    [InlineData(403, false, "Rejected")]
    [InlineData(429, false, "Retry")]
    [InlineData(500, false, "Retry")]
    [InlineData(403, true, "Retry")]
    [InlineData(400, true, "Rejected")]
    [InlineData(502, true, "Retry")]
    public async Task Each_status_has_its_outcome_by_version(int status, bool isV1, string kind)
    {
        _server.Answer(status, "{\"status\":\"x\",\"message\":\"Event object is invalid\",\"errors\":[\"one\",\"two\"]}");

        SendOutcome outcome = await Send(isV1 ? V1() : V2(), Firing());

        Assert.Equal(kind, outcome.GetType().Name);
        const string Explained = "unexpected status code 400: Event object is invalid: one,two";
        Assert.True(status != 400 || outcome.Answer == Explained, outcome.Answer);
    }

    [Fact]
    public async Task An_empty_key_is_a_rejection_that_names_it()
    {
        SendOutcome outcome = await Send(V2() with { RoutingKey = new Secret("{{ .CommonLabels.nokey }}") }, Firing());

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.Contains("routing_key", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_echoes_the_key_does_not_carry_it_into_the_journal()
    {
        _server.Answer(500, "bad key R123456");

        Assert.DoesNotContain("R123456", (await Send(V2(), Firing())).Answer, StringComparison.Ordinal);
    }

    private static YamlMap Map(string yaml)
    {
        Assert.Null(YamlValue.TryParse(yaml, out YamlValue value));
        return Assert.IsType<YamlMap>(value);
    }

    private static string Key(WireRequest request, out string body)
    {
        body = request.Body;
        return JsonDocument.Parse(body).RootElement.GetProperty("dedup_key").GetString()!;
    }

    private static Notification Firing() => TestServices.NotificationOf(Of(At(0), Flushes.Firing("a")));

    private PagerdutyConfig V2() => new()
    {
        RoutingKey = new Secret("R123456"),
        Url = new WebUrl(_server.Url("/v2/enqueue")),
        Client = "cl",
        ClientUrl = "http://cu",
        Source = "src",
        Description = "{{ range .Alerts }}{{ .Labels.alertname }}{{ end }} is {{ .Status }}",
    };

    private PagerdutyConfig V1() => V2() with
    {
        RoutingKey = default,
        ServiceKey = new Secret("S123456"),
        Details = Map("count: \"{{ len .Alerts }}\""),
    };

    private ValueTask<SendOutcome> Send(PagerdutyConfig config, Notification notification) =>
        new PagerdutyNotifier(config, TestServices.On(_time), new Uri(_server.Url("/v1")))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);

    // Goldens are broken where they read well; the bodies have no line breaks but the last.
    private static string OneLine(string golden) => golden.ReplaceLineEndings("") + "\n";
}
