using System.Text;
using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.MsTeams;
using Tocsin.Notify.Integrations.MsTeamsV2;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class TeamsNotifierTests : ChatTests
{
    // https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams
    private const int CardBytesMax = 28 * 1024;

    [Fact]
    public async Task A_connector_is_sent_a_message_card_in_the_colour_of_the_group()
    {
        Server.Answer(200, "1");
        Server.Answer(200, "1");

        Assert.IsType<SendOutcome.Delivered>(await Send(Connector(), Firing()));
        await Send(Connector(), Resolved());

        Golden.Holds(
            """
            POST /webhookb2/x
            Content-Type: application/json

            {"@context":"http://schema.org/extensions","type":"MessageCard","title":"a is firing","summary":"S firing",
            "text":"**a**","themeColor":"8C1A1A"}
            """,
            await Server.NextAsync());
        Golden.Holds(
            """
            POST /webhookb2/x
            Content-Type: application/json

            {"@context":"http://schema.org/extensions","type":"MessageCard","title":"a is resolved",
            "summary":"S resolved","text":"**a**","themeColor":"2DC72D"}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_workflow_is_sent_an_adaptive_card_and_answers_202()
    {
        Server.Answer(202);
        Server.Answer(202);

        Assert.Equal(202, Assert.IsType<SendOutcome.Delivered>(await Send(Workflow(), Firing())).Code);
        await Send(Workflow(), Resolved());

        Golden.Holds(
            """
            POST /workflows/1?sig=2
            Content-Type: application/json

            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,
            "content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard",
            "version":"1.2","body":[{"type":"TextBlock","text":"a is firing","weight":"Bolder","size":"Medium",
            "wrap":true,"style":"heading","color":"Attention"},{"type":"TextBlock","text":"**a**","wrap":true}],
            "msteams":{"width":"full"}}}]}
            """,
            await Server.NextAsync());
        JsonElement heading = Content(await NextJsonAsync())[0];
        Assert.Equal("a is resolved", heading.GetProperty("text").GetString());
        Assert.Equal("Good", heading.GetProperty("color").GetString());
    }

    [Theory]
    [InlineData("{{ if eq .CommonLabels.team \"x\" }}warning{{ end }}", "Warning")]
    [InlineData("  ", "Attention")]
    [InlineData("purple", "Attention")]
    [InlineData(Broken, "Attention")]
    public async Task A_workflows_card_has_the_colour_that_is_asked_for_if_Teams_knows_it(string color, string want)
    {
        Server.Answer(202);

        SendOutcome outcome = await Send(Workflow() with { Color = color }, Firing());

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal(want, Content(await NextJsonAsync())[0].GetProperty("color").GetString());
        Assert.Equal(color is "purple" or Broken, outcome.TemplateError is not null);
    }

    [Theory]
    [InlineData("#FFA500", "FFA500")]
    [InlineData("{{ if true }}ffa500{{ end }}", "ffa500")]
    [InlineData("orange", "8C1A1A")]
    public async Task A_connectors_card_has_the_colour_that_is_asked_for_if_it_is_one(string color, string want)
    {
        Server.Answer(200, "1");

        SendOutcome outcome = await Send(Connector() with { Color = color }, Firing());

        Assert.Equal(want, (await NextJsonAsync()).GetProperty("themeColor").GetString());
        Assert.Equal(color == "orange" ? "color: Teams has no color \"orange\"" : null, outcome.TemplateError);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("<")]
    [InlineData("é🔥")]
    public async Task A_card_stays_below_28_KB_whatever_its_text_is_made_of(string piece)
    {
        Server.Answer(200, "1");
        Server.Answer(202);
        string flood = string.Concat(Enumerable.Repeat(piece, 40_000));

        await Send(Connector() with { Title = flood, Summary = flood, Text = flood }, Firing());
        WireRequest card = await Server.NextAsync();
        await Send(Workflow() with { Title = flood, Text = flood }, Firing());
        WireRequest adaptive = await Server.NextAsync();

        AssertFull(card, JsonDocument.Parse(card.Body).RootElement.GetProperty("text").GetString()!);
        AssertFull(adaptive, Content(JsonDocument.Parse(adaptive.Body).RootElement)[1].GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Templates_that_fail_give_a_plain_card_whose_lines_Teams_does_not_join()
    {
        Server.Answer(200, "1");
        Server.Answer(202);

        SendOutcome first = await Send(Connector() with { Title = Broken, Summary = Broken, Text = Broken }, Firing());
        JsonElement card = await NextJsonAsync();
        SendOutcome second = await Send(Workflow() with { Title = Broken, Text = Broken }, Firing());
        JsonElement blocks = Content(await NextJsonAsync());

        Assert.StartsWith("title: ", first.TemplateError, StringComparison.Ordinal);
        Assert.StartsWith("title: ", second.TemplateError, StringComparison.Ordinal);
        Assert.Equal("[FIRING:1] a {team=\"x\"}", card.GetProperty("title").GetString());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", card.GetProperty("summary").GetString());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", blocks[0].GetProperty("text").GetString());
        Assert.Equal(card.GetProperty("text").GetString(), blocks[1].GetProperty("text").GetString());
        Assert.StartsWith(
            "Firing:\n\n- {alertname=\"a\", team=\"x\"}\n\n  summary: a is unwell\n\n", card.GetProperty("text").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "Delivered", SendFailureReason.Other)]
    [InlineData("", "Delivered", SendFailureReason.Other)]
    [InlineData("ok", "Delivered", SendFailureReason.Other)]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
        "Retry", SendFailureReason.RateLimited)]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 500 with ContextId x",
        "Retry", SendFailureReason.ServerError)]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x",
        "Rejected", SendFailureReason.ClientError)]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 403 with ContextId x",
        "Rejected", SendFailureReason.AuthError)]
    [InlineData("Webhook message delivery failed with error: Error contacting Microsoft Teams endpoint",
        "Retry", SendFailureReason.Other)]
    [InlineData("Webhook message delivery failed with error: HTTP error 4", "Retry", SendFailureReason.Other)]
    [InlineData("System.Net.Http.HttpRequestException: Error while copying content to a stream.", "Retry", SendFailureReason.Other)]
    public async Task A_failure_that_hides_in_a_200_is_found(string body, string kind, SendFailureReason reason)
    {
        foreach (IntegrationConfig config in (IntegrationConfig[])[Connector(), Workflow()])
        {
            Server.Answer(200, body);

            SendOutcome outcome = await Send(config, Firing());

            Assert.Equal(kind, outcome.GetType().Name);
            Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? (outcome as SendOutcome.Rejected)?.Reason ?? reason);
            Assert.Equal(200, outcome.Code);
        }
    }

    [Fact]
    public async Task The_webhooks_may_stand_in_files()
    {
        Server.Answer(200, "1");
        Server.Answer(202);

        await Send(Connector() with { WebhookUrl = default, WebhookUrlFile = InFile(Server.Url("/one\n")) }, Firing());
        await Send(Workflow() with { WebhookUrl = default, WebhookUrlFile = InFile(Server.Url("/two\n")) }, Firing());

        Assert.Equal("POST /one HTTP/1.1", (await Server.NextAsync()).Line);
        Assert.Equal("POST /two HTTP/1.1", (await Server.NextAsync()).Line);
    }

    private static JsonElement Content(JsonElement message) =>
        message.GetProperty("attachments")[0].GetProperty("content").GetProperty("body");

    private static void AssertFull(WireRequest request, string text)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(request.Body), CardBytesMax / 2, CardBytesMax);
        Assert.EndsWith("…\n\n(cut here: too long for one message)", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    private MsTeamsConfig Connector() => new()
    {
        WebhookUrl = new Secret(Server.Url("/webhookb2/x")),
        Title = Sentence,
        Summary = "S {{ .Status }}",
        Text = "**{{ .CommonLabels.alertname }}**",
    };

    private MsTeamsV2Config Workflow() => new()
    {
        WebhookUrl = new Secret(Server.Url("/workflows/1?sig=2")),
        Title = Sentence,
        Text = "**{{ .CommonLabels.alertname }}**",
    };
}
