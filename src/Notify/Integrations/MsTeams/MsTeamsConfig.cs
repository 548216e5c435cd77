using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>A message card for Microsoft Teams' old connectors: <c>msteams_configs</c>.</summary>
public sealed record MsTeamsConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "msteams";

    /// <summary>The webhook. Empty if a file is given.</summary>
    public Secret WebhookUrl { get; init; }

    /// <summary>A file with the webhook, read at each send.</summary>
    public string WebhookUrlFile { get; init; } = "";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"msteams.default.title\" . }}";

    /// <summary>The summary, a template.</summary>
    public string Summary { get; init; } = "{{ template \"msteams.default.summary\" . }}";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"msteams.default.text\" . }}";

    /// <summary>
    /// The colour, a template: six hexadecimal digits. Red while alerts fire and green afterwards if empty. Tocsin's own key.
    /// </summary>
    public string Color { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => [("color", Color)];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new MsTeamsNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MsTeamsConfig> Schema { get; } =
        new YamlSchema<MsTeamsConfig>("msteams.MSTeamsConfig", new())
        .Include(AddHttpKeys)
        .Optional("webhook_url", ConfigTypes.SecretUrl, c => c.WebhookUrl, (c, v) => c with { WebhookUrl = v })
        .Optional("webhook_url_file", YamlTypes.Text, c => c.WebhookUrlFile, (c, v) => c with { WebhookUrlFile = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("summary", YamlTypes.Text, c => c.Summary, (c, v) => c with { Summary = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Extension("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Rule(Check);

    private static MsTeamsConfig Check(MsTeamsConfig c, YamlRules rules)
    {
        if (c.WebhookUrl.IsEmpty && c.WebhookUrlFile.Length == 0)
        {
            rules.Fail("one of webhook_url or webhook_url_file must be configured");
        }

        rules.AtMostOne(!c.WebhookUrl.IsEmpty, c.WebhookUrlFile.Length > 0, "webhook_url", "webhook_url_file");

        return c;
    }
}
