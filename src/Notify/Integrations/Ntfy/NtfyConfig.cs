using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Ntfy;

/// <summary>A push message by an ntfy server of one's own: <c>ntfy_configs</c>, a kind that Alertmanager does not know.</summary>
public sealed record NtfyConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "ntfy";

    /// <summary>The server; never null once loaded.</summary>
    public WebUrl? Url { get; init; }

    /// <summary>The topic, a template. On a server without logins whoever knows it can read along.</summary>
    public Secret Topic { get; init; }

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"ntfy.default.title\" . }}";

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"ntfy.default.message\" . }}";

    /// <summary>1 to 5, or min, low, default, high, max or urgent; a template.</summary>
    public string Priority { get; init; } = "{{ template \"ntfy.default.priority\" . }}";

    /// <summary>Tags with commas between them, a template; what is the name of an emoji is shown as one.</summary>
    public string Tags { get; init; } = "{{ template \"ntfy.default.tags\" . }}";

    /// <summary>What a tap on the message opens, a template.</summary>
    public string Click { get; init; } = "{{ template \"ntfy.default.click\" . }}";

    /// <summary>The URL of an icon, a template.</summary>
    public string Icon { get; init; } = "";

    /// <summary>The URL of something to attach, a template.</summary>
    public string Attach { get; init; } = "";

    /// <summary>The text is Markdown.</summary>
    public bool Markdown { get; init; }

    /// <summary>Buttons.</summary>
    public IReadOnlyList<NtfyActionConfig> Actions { get; init; } = [];

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => [("topic", Topic.Reveal())];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new NtfyNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<NtfyConfig> Schema { get; } = new YamlSchema<NtfyConfig>("ntfy.NtfyConfig", new())
        .Include(AddHttpKeys)
        .Optional("url", ConfigTypes.Url, c => c.Url, (c, v) => c with { Url = v })
        .Optional("topic", ConfigTypes.Secret, c => c.Topic, (c, v) => c with { Topic = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("priority", YamlTypes.Text, c => c.Priority, (c, v) => c with { Priority = v })
        .Optional("tags", YamlTypes.Text, c => c.Tags, (c, v) => c with { Tags = v })
        .Optional("click", YamlTypes.Text, c => c.Click, (c, v) => c with { Click = v })
        .Optional("icon", YamlTypes.Text, c => c.Icon, (c, v) => c with { Icon = v })
        .Optional("attach", YamlTypes.Text, c => c.Attach, (c, v) => c with { Attach = v })
        .Optional("markdown", YamlTypes.Flag, c => c.Markdown, (c, v) => c with { Markdown = v })
        .Optional("actions", YamlTypes.ListOf(YamlTypes.Required(NtfyActionConfig.Schema, "missing action in ntfy config")),
            c => c.Actions, (c, v) => c with { Actions = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    // https://docs.ntfy.sh/publish/#action-buttons
    private const int ActionsMax = 3;

    private static NtfyConfig Check(NtfyConfig c, YamlRules rules)
    {
        if (c.Url is null)
        {
            rules.Fail("missing url in ntfy config");
        }

        if (c.Topic.IsEmpty)
        {
            rules.Fail("missing topic in ntfy config");
        }

        if (c.Actions.Count > ActionsMax)
        {
            rules.Fail($"at most {ActionsMax} actions can be configured in ntfy config", "actions");
        }

        return c;
    }
}
