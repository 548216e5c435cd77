using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.MsTeamsV2;

/// <summary>An adaptive card for Microsoft Teams' workflows: <c>msteamsv2_configs</c>.</summary>
public sealed record MsTeamsV2Config : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "msteamsv2";

    /// <summary>The webhook. Empty if a file is given.</summary>
    public Secret WebhookUrl { get; init; }

    /// <summary>A file with the webhook, read at each send.</summary>
    public string WebhookUrlFile { get; init; } = "";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"msteamsv2.default.title\" . }}";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"msteamsv2.default.text\" . }}";

    /// <summary>
    /// The colour, a template: one of the card's colours by name. Red while alerts fire and green afterwards if empty. Tocsin's own key.
    /// </summary>
    public string Color { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => [("color", Color)];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new MsTeamsV2Notifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MsTeamsV2Config> Schema { get; } =
        new YamlSchema<MsTeamsV2Config>("msteamsv2.MSTeamsV2Config", new())
        .Include(AddHttpKeys)
        .Optional("webhook_url", ConfigTypes.SecretUrl, c => c.WebhookUrl, (c, v) => c with { WebhookUrl = v })
        .Optional("webhook_url_file", YamlTypes.Text, c => c.WebhookUrlFile, (c, v) => c with { WebhookUrlFile = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Extension("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Rule(Check);

    private static MsTeamsV2Config Check(MsTeamsV2Config c, YamlRules rules)
    {
        if (c.WebhookUrl.IsEmpty && c.WebhookUrlFile.Length == 0)
        {
            rules.Fail("one of webhook_url or webhook_url_file must be configured");
        }

        rules.AtMostOne(!c.WebhookUrl.IsEmpty, c.WebhookUrlFile.Length > 0, "webhook_url", "webhook_url_file");

        return c;
    }
}
