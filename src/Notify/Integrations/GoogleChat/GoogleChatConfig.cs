using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.GoogleChat;

/// <summary>Messages to a Google Chat space: <c>google_chat_configs</c>, a kind that Alertmanager does not know.</summary>
public sealed record GoogleChatConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "google_chat";

    /// <summary>The space's incoming webhook. Empty if <see cref="UrlFile"/> is given.</summary>
    public Secret Url { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string UrlFile { get; init; } = "";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"google_chat.default.text\" . }}";

    /// <summary>Cards as Google Chat's <c>cardsV2</c>, a list; its texts are templates. Null for none.</summary>
    public YamlValue? Cards { get; init; }

    /// <summary>Keep the messages of a group in one thread.</summary>
    public bool Threading { get; init; } = true;

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new GoogleChatNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<GoogleChatConfig> Schema { get; } =
        new YamlSchema<GoogleChatConfig>("googlechat.GoogleChatConfig", new())
        .Include(AddHttpKeys)
        .Optional("url", ConfigTypes.SecretUrl, c => c.Url, (c, v) => c with { Url = v })
        .Optional("url_file", YamlTypes.Text, c => c.UrlFile, (c, v) => c with { UrlFile = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("cards", YamlTypes.Any.OrNull(), c => c.Cards, (c, v) => c with { Cards = v })
        .Field("threading", YamlTypes.Flag, c => c.Threading, (c, v) => c with { Threading = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static GoogleChatConfig Check(GoogleChatConfig c, YamlRules rules)
    {
        if (c.Url.IsEmpty && c.UrlFile.Length == 0)
        {
            rules.Fail("one of url or url_file must be configured in google_chat config");
        }

        rules.AtMostOne(!c.Url.IsEmpty, c.UrlFile.Length > 0, "url", "url_file");
        if (c.Cards is not (null or YamlNull or YamlList))
        {
            rules.Fail("cards must be a list in google_chat config", "cards");
        }

        if (c.Text.Length == 0 && c.Cards is null or YamlNull or YamlList { Items.IsEmpty: true })
        {
            rules.Fail("one of text or cards must be configured in google_chat config");
        }

        return c;
    }
}
