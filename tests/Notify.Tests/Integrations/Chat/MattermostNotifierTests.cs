using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Mattermost;
using Tocsin.Notify.Tests.Contracts;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class MattermostNotifierTests : ChatTests
{
    [Fact]
    public async Task The_text_stands_in_one_attachment_with_every_field_that_was_given()
    {
        Server.Answer(200, "ok");
        MattermostConfig config = Config() with
        {
            Channel = "{{ .GroupLabels.team }}",
            IconUrl = "http://icon",
            IconEmoji = ":bell:",
            Pretext = "P",
            AuthorName = "AN",
            AuthorLink = "http://al",
            AuthorIcon = "http://ai",
            Fields =
            [
                new MattermostFieldConfig { Title = "Team", Value = "{{ .GroupLabels.team }}", IsShort = true },
                new MattermostFieldConfig { Title = "Count", Value = "{{ len .Alerts }}" },
            ],
            ThumbUrl = "http://thumb",
            Footer = "F",
            FooterIcon = "http://fi",
            ImageUrl = "http://image",
            Type = "custom_alert",
            Props = new MattermostPropsConfig { Card = "card {{ .Status }}" },
            Priority = new MattermostPriorityConfig
            {
                Priority = "{{ if eq .Status \"firing\" }}URGENT{{ end }}",
                RequestedAck = true,
                PersistentNotifications = true,
            },
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Firing()));

        Golden.Holds(
            """
            POST /hooks/x
            Content-Type: application/json

            {"channel":"x","username":"bot","icon_url":"http://icon","icon_emoji":":bell:","attachments":[
            {"fallback":"FB","color":"danger","pretext":"P","text":"**a** is unwell","author_name":"AN",
            "author_link":"http://al","author_icon":"http://ai","title":"a is firing","title_link":"http://l",
            "fields":[{"title":"Team","value":"x","short":true},{"title":"Count","value":"1"}],
            "thumb_url":"http://thumb","footer":"F","footer_icon":"http://fi","image_url":"http://image"}],
            "type":"custom_alert","props":{"card":"card firing"},"priority":{"priority":"urgent",
            "requested_ack":true,"persistent_notifications":true}}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_is_good_and_what_was_not_given_is_left_out()
    {
        Server.Answer(200, "ok");

        await Send(Config(), Resolved());

        Golden.Holds(
            """
            POST /hooks/x
            Content-Type: application/json

            {"username":"bot","attachments":[{"fallback":"FB","color":"good","text":"**a** is unwell",
            "title":"a is resolved","title_link":"http://l"}]}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task Attachments_of_ones_own_stand_below_the_text()
    {
        Server.Answer(200, "ok");
        MattermostConfig config = Config() with
        {
            Attachments =
            [
                new MattermostAttachmentConfig
                {
                    Title = "T {{ .Status }}",
                    Text = "{{ .CommonLabels.alertname }}",
                    Color = "#ff0000",
                    Fields = [new MattermostFieldConfig { Title = "t", Value = "{{ .Status }}", IsShort = false }],
                },
                new MattermostAttachmentConfig { Fallback = "second", Footer = "F2" },
            ],
        };

        await Send(config, Firing());

        Golden.Holds(
            """
            POST /hooks/x
            Content-Type: application/json

            {"text":"**a** is unwell","username":"bot","attachments":[{"color":"#ff0000","text":"a",
            "title":"T firing","fields":[{"title":"t","value":"firing","short":false}]},
            {"fallback":"second","footer":"F2"}]}
            """,
            await Server.NextAsync());
    }

    [Theory]
    [InlineData("urgent", """{"priority":"urgent","requested_ack":true,"persistent_notifications":true}""")]
    [InlineData(" Important", """{"priority":"important","requested_ack":true}""")]
    [InlineData("standard", """{"priority":"standard"}""")]
    [InlineData("whatever", """{"priority":"standard"}""")]
    [InlineData("{{ .CommonLabels.nothing }}", """{"priority":"standard"}""")]
    public async Task A_priority_asks_for_no_more_than_Mattermost_gives_it(string priority, string written)
    {
        Server.Answer(200, "ok");
        MattermostConfig config = Config() with
        {
            Priority = new MattermostPriorityConfig
            {
                Priority = priority,
                RequestedAck = true,
                PersistentNotifications = true,
            },
        };

        await Send(config, Firing());

        Assert.Equal(written, (await NextJsonAsync()).GetProperty("priority").GetRawText());
    }

    [Fact]
    public async Task Texts_are_cut_at_16383_runes_wherever_they_stand()
    {
        string flood = string.Concat(Enumerable.Repeat("🔥", 20_000));
        Server.Answer(200, "ok");
        Server.Answer(200, "ok");

        await Send(Config() with { Text = flood }, Firing());
        AssertCut((await NextJsonAsync()).GetProperty("attachments")[0]);
        await Send(Config() with { Text = flood, Attachments = [new MattermostAttachmentConfig { Text = flood }] }, Firing());
        JsonElement body = await NextJsonAsync();

        AssertCut(body);
        AssertCut(body.GetProperty("attachments")[0]);
    }

    [Fact]
    public async Task Templates_that_fail_give_a_plain_attachment()
    {
        Server.Answer(200, "ok");
        MattermostConfig config = Config() with { Title = Broken, Text = Broken, Fallback = Broken, Color = Broken };

        SendOutcome outcome = await Send(config, Firing());
        JsonElement attachment = (await NextJsonAsync()).GetProperty("attachments")[0];

        Assert.StartsWith("fallback: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Equal("[FIRING:1] a {team=\"x\"}", attachment.GetProperty("title").GetString());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", attachment.GetProperty("fallback").GetString());
        Assert.Equal("danger", attachment.GetProperty("color").GetString());
        Assert.StartsWith("Firing:\n- {alertname=\"a\"", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_whose_template_fails_is_told_in_the_text_above()
    {
        Server.Answer(200, "ok");

        await Send(Config() with { Attachments = [new MattermostAttachmentConfig { Text = Broken, Title = "T" }] }, Firing());
        JsonElement body = await NextJsonAsync();

        Assert.StartsWith(
            "**a** is unwell\n(a template failed: attachments[0].text: ", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"title":"T"}""", body.GetProperty("attachments")[0].GetRawText());
    }

    [Theory]
    [InlineData(200, "text/plain", "ok", "Delivered")]
    [InlineData(200, "text/plain", "", "Delivered")]
    [InlineData(200, "text/html", "\n<!doctype html><title>Login</title>", "Rejected")]
    [InlineData(200, "text/html", "ok", "Delivered")]
    [InlineData(400, "application/json", "{\"id\":\"web.incoming_webhook.channel.app_error\"}", "Rejected")]
    public async Task A_login_page_is_no_delivery(int status, string type, string body, string kind)
    {
        Server.Answer(status, body, "Content-Type: " + type);

        Assert.Equal(kind, (await Send(Config(), Firing())).GetType().Name);
    }

    [Fact]
    public async Task The_webhook_may_stand_in_a_file()
    {
        Server.Answer(200, "ok");

        await Send(Config() with { WebhookUrl = default, WebhookUrlFile = InFile(Server.Url("/from-file\n")) }, Firing());

        Assert.Equal("POST /from-file HTTP/1.1", (await Server.NextAsync()).Line);
    }

    private static void AssertCut(JsonElement holder)
    {
        string text = holder.GetProperty("text").GetString()!;
        Assert.Equal(16_383, text.EnumerateRunes().Count());
        Assert.EndsWith("🔥…\n(cut here: too long for one message)", text, StringComparison.Ordinal);
    }

    private MattermostConfig Config() => new()
    {
        WebhookUrl = new Secret(Server.Url("/hooks/x")),
        Username = "bot",
        Title = Sentence,
        TitleLink = "http://l",
        Fallback = "FB",
        Text = "**{{ .CommonLabels.alertname }}** is unwell",
    };
}
