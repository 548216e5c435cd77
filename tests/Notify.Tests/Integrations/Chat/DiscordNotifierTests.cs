using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Discord;
using Tocsin.Notify.Tests.Contracts;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class DiscordNotifierTests : ChatTests
{
    [Fact]
    public async Task A_firing_group_is_a_red_embed_under_the_content()
    {
        Server.Answer(204);
        DiscordConfig config = Config() with
        {
            Content = "<@&42> {{ .Status }}",
            Username = "{{ not a template }}",
            AvatarUrl = "https://example.com/a.png",
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Firing()));

        Golden.Holds(
            """
            POST /api/webhooks/1/token
            Content-Type: application/json

            {"content":"\u003c@\u002642\u003e firing","embeds":[{"title":"a is firing",
            "description":"summary: a is unwell","color":10038562}],
            "username":"{{ not a template }}","avatar_url":"https://example.com/a.png"}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_is_green_and_what_was_not_given_is_left_out()
    {
        Server.Answer(204);

        await Send(Config() with { AvatarUrl = "no URL" }, Resolved());

        Golden.Holds(
            """
            POST /api/webhooks/1/token
            Content-Type: application/json

            {"content":"","embeds":[{"title":"a is resolved","description":"summary: a is unwell","color":3066993}]}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task Each_text_is_cut_to_its_own_limit_and_the_message_says_so()
    {
        Server.Answer(204);
        string flood = string.Concat(Enumerable.Repeat("🔥", 5000));

        await Send(Config() with { Content = flood, Title = flood, Message = flood, Username = flood }, Firing());
        JsonElement body = await NextJsonAsync();
        JsonElement embed = body.GetProperty("embeds")[0];

        AssertCut(2000, body.GetProperty("content").GetString()!, "…\n(cut here: too long for one message)");
        AssertCut(256, embed.GetProperty("title").GetString()!, "…");
        AssertCut(4096, embed.GetProperty("description").GetString()!, "…\n(cut here: too long for one message)");
        AssertCut(80, body.GetProperty("username").GetString()!, "…");
    }

    [Fact]
    public async Task A_block_of_code_that_is_cut_is_closed_before_the_note()
    {
        Server.Answer(204);

        await Send(Config() with { Message = "log:\n```\n" + new string('x', 5000) + "\n```" }, Firing());
        string text = (await NextJsonAsync()).GetProperty("embeds")[0].GetProperty("description").GetString()!;

        AssertCut(4096, text, "x…\n```\n(cut here: too long for one message)");
    }

    [Fact]
    public async Task Templates_that_fail_give_a_plain_embed_in_the_colour_of_its_state()
    {
        Server.Answer(204);

        SendOutcome outcome = await Send(Config() with { Content = Broken, Title = Broken, Message = Broken }, Firing());
        JsonElement body = await NextJsonAsync();
        JsonElement embed = body.GetProperty("embeds")[0];

        Assert.StartsWith("content: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Equal("", body.GetProperty("content").GetString());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", embed.GetProperty("title").GetString());
        Assert.StartsWith(
            "Firing:\n- {alertname=\"a\", team=\"x\"}\n  summary: a is unwell\n",
            embed.GetProperty("description").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("NoSuchField", embed.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(10038562, embed.GetProperty("color").GetInt32());
    }

    [Fact]
    public async Task A_failed_ornament_costs_itself_and_the_text_tells_of_it()
    {
        Server.Answer(204);

        await Send(Config() with { Content = Broken }, Firing());
        JsonElement embed = (await NextJsonAsync()).GetProperty("embeds")[0];

        Assert.Equal("a is firing", embed.GetProperty("title").GetString());
        Assert.StartsWith(
            "summary: a is unwell\n(a template failed: content: ", embed.GetProperty("description").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_any_text_which_Discord_refuses_becomes_the_plain_one()
    {
        Server.Answer(204);

        SendOutcome outcome = await Send(Config() with { Title = "", Message = " {{ .CommonLabels.nothing }}\n" }, Firing());

        Assert.Equal("message: the templates give no text at all", outcome.TemplateError);
        Assert.Contains(
            "a is unwell",
            (await NextJsonAsync()).GetProperty("embeds")[0].GetProperty("description").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"message\":\"You are being rate limited.\",\"retry_after\":0.65,\"global\":false}", 0.65)]
    [InlineData("{\"retry_after\":-1}", 3)]
    [InlineData("{\"retry_after\":1e300}", 3)]
    [InlineData("{\"retry_after\":\"soon\"}", 3)]
    [InlineData("<html>error code: 1015</html>", 3)]
    public async Task A_rate_limit_is_waited_out_as_the_body_says_else_as_the_header_does(string body, double seconds)
    {
        Server.Answer(429, body, "Retry-After: 3");

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Firing()));

        Assert.Equal(SendFailureReason.RateLimited, outcome.Reason);
        Assert.Equal(TimeSpan.FromSeconds(seconds), outcome.After);
    }

    [Fact]
    public async Task A_webhook_in_a_file_is_read_at_each_send()
    {
        string file = InFile(Server.Url("/one") + "\n");
        DiscordConfig config = Config() with { WebhookUrl = default, WebhookUrlFile = file };
        Server.Answer(204);
        Server.Answer(204);

        await Send(config, Firing());
        Assert.Equal("POST /one HTTP/1.1", (await Server.NextAsync()).Line);
        await File.WriteAllTextAsync(file, Server.Url("/two"), TestContext.Current.CancellationToken);
        await Send(config, Firing());
        Assert.Equal("POST /two HTTP/1.1", (await Server.NextAsync()).Line);

        File.Delete(file);
        SendOutcome outcome = await Send(config, Firing());
        Assert.IsType<SendOutcome.Retry>(outcome);
        Assert.Contains(file, outcome.Answer, StringComparison.Ordinal);
    }

    private static void AssertCut(int runes, string text, string end)
    {
        Assert.Equal(runes, text.EnumerateRunes().Count());
        Assert.EndsWith(end, text, StringComparison.Ordinal);
    }

    private DiscordConfig Config() => new()
    {
        WebhookUrl = new Secret(Server.Url("/api/webhooks/1/token")),
        Title = Sentence,
        Message = "{{ range .Alerts }}summary: {{ .Annotations.summary }}{{ end }}",
    };
}
