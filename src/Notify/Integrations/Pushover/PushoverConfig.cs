using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Pushover;

/// <summary>A message by Pushover: <c>pushover_configs</c>.</summary>
public sealed record PushoverConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "pushover";

    /// <summary>The user's or group's key.</summary>
    public Secret UserKey { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string UserKeyFile { get; init; } = "";

    /// <summary>The application's token.</summary>
    public Secret Token { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"pushover.default.title\" . }}";

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"pushover.default.message\" . }}";

    /// <summary>A link, a template.</summary>
    public string Url { get; init; } = "{{ template \"pushover.default.url\" . }}";

    /// <summary>The link's text, a template.</summary>
    public string UrlTitle { get; init; } = "";

    /// <summary>The device, a template.</summary>
    public string Device { get; init; } = "";

    /// <summary>The sound, a template.</summary>
    public string Sound { get; init; } = "";

    /// <summary>-2 to 2, a template.</summary>
    public string Priority { get; init; } = "{{ if eq .Status \"firing\" }}2{{ else }}0{{ end }}";

    /// <summary>How often an emergency is repeated.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an emergency is repeated.</summary>
    public TimeSpan Expire { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the message is kept; zero for ever.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>The text is HTML.</summary>
    public bool Html { get; init; }

    /// <summary>Show the text in a fixed-width font.</summary>
    public bool Monospace { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new PushoverNotifier(this, services);

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() =>
        [("token", Token.Reveal()), ("user_key", UserKey.Reveal())];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PushoverConfig> Schema { get; } =
        new YamlSchema<PushoverConfig>("pushover.PushoverConfig", new())
        .Include(AddHttpKeys)
        .Optional("user_key", ConfigTypes.Secret, c => c.UserKey, (c, v) => c with { UserKey = v })
        .Optional("user_key_file", YamlTypes.Text, c => c.UserKeyFile, (c, v) => c with { UserKeyFile = v })
        .Optional("token", ConfigTypes.Secret, c => c.Token, (c, v) => c with { Token = v })
        .Optional("token_file", YamlTypes.Text, c => c.TokenFile, (c, v) => c with { TokenFile = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Optional("url_title", YamlTypes.Text, c => c.UrlTitle, (c, v) => c with { UrlTitle = v })
        .Optional("device", YamlTypes.Text, c => c.Device, (c, v) => c with { Device = v })
        .Optional("sound", YamlTypes.Text, c => c.Sound, (c, v) => c with { Sound = v })
        .Optional("priority", YamlTypes.Text, c => c.Priority, (c, v) => c with { Priority = v })
        .Optional("retry", ConfigTypes.GoDurationText, c => c.Retry, (c, v) => c with { Retry = v })
        .Optional("expire", ConfigTypes.GoDurationText, c => c.Expire, (c, v) => c with { Expire = v })
        .Optional("ttl", ConfigTypes.GoDurationText, c => c.Ttl, (c, v) => c with { Ttl = v })
        .Optional("html", YamlTypes.Flag, c => c.Html, (c, v) => c with { Html = v })
        .Optional("monospace", YamlTypes.Flag, c => c.Monospace, (c, v) => c with { Monospace = v })
        .Rule(Check);

    private static PushoverConfig Check(PushoverConfig c, YamlRules rules)
    {
        if (Given.CountOf(c.UserKey.Reveal(), c.UserKeyFile) == 0)
        {
            rules.Fail("one of user_key or user_key_file must be configured");
        }

        rules.AtMostOne(!c.UserKey.IsEmpty, c.UserKeyFile.Length > 0, "user_key", "user_key_file");
        if (Given.CountOf(c.Token.Reveal(), c.TokenFile) == 0)
        {
            rules.Fail("one of token or token_file must be configured");
        }

        rules.AtMostOne(!c.Token.IsEmpty, c.TokenFile.Length > 0, "token", "token_file");
        rules.AtMostOne(c.Monospace, c.Html, "monospace", "html");

        return c;
    }
}
