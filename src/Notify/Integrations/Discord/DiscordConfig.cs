using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Discord;

/// <summary>A message by a Discord webhook: <c>discord_configs</c>.</summary>
public sealed record DiscordConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "discord";

    /// <summary>The webhook. Empty if a file is given.</summary>
    public Secret WebhookUrl { get; init; }

    /// <summary>A file with the webhook, read at each send.</summary>
    public string WebhookUrlFile { get; init; } = "";

    /// <summary>The text above the embed, a template.</summary>
    public string Content { get; init; } = "";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"discord.default.title\" . }}";

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"discord.default.message\" . }}";

    /// <summary>The name to post as.</summary>
    public string Username { get; init; } = "";

    /// <summary>The picture to post with.</summary>
    public string AvatarUrl { get; init; } = "";

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new DiscordNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DiscordConfig> Schema { get; } =
        new YamlSchema<DiscordConfig>("discord.DiscordConfig", new())
        .Include(AddHttpKeys)
        .Optional("webhook_url", ConfigTypes.SecretUrl, c => c.WebhookUrl, (c, v) => c with { WebhookUrl = v })
        .Optional("webhook_url_file", YamlTypes.Text, c => c.WebhookUrlFile, (c, v) => c with { WebhookUrlFile = v })
        .Optional("content", YamlTypes.Text, c => c.Content, (c, v) => c with { Content = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("username", YamlTypes.Text, c => c.Username, (c, v) => c with { Username = v })
        .Optional("avatar_url", YamlTypes.Text, c => c.AvatarUrl, (c, v) => c with { AvatarUrl = v })
        .Rule(Check);

    private static DiscordConfig Check(DiscordConfig c, YamlRules rules)
    {
        if (c.WebhookUrl.IsEmpty && c.WebhookUrlFile.Length == 0)
        {
            rules.Fail("one of webhook_url or webhook_url_file must be configured");
        }

        rules.AtMostOne(!c.WebhookUrl.IsEmpty, c.WebhookUrlFile.Length > 0, "webhook_url", "webhook_url_file");

        return c;
    }
}
