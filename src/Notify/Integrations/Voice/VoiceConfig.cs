using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Voice;

/// <summary>Calls to phones, where a text is read out: <c>voice_configs</c>, a kind that Alertmanager does not know.</summary>
public sealed record VoiceConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "voice";

    /// <summary>Nobody wants to be woken to hear that it is over.</summary>
    public VoiceConfig() => SendResolved = false;

    /// <summary>The numbers, templates; each may give several with commas between them.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Who makes the calls.</summary>
    public PhoneProviderConfig Provider { get; init; } = new();

    /// <summary>What is said, and then said once more; a template.</summary>
    public string Text { get; init; } = "{{ template \"voice.default.text\" . }}";

    /// <summary>Whose voice, in Twilio's words; empty for its usual one.</summary>
    public string Voice { get; init; } = "";

    /// <summary>The language of the text, such as <c>en-GB</c>; empty for Twilio's usual one.</summary>
    public string Language { get; init; } = "";

    /// <summary>How long handing over one call may take; the call itself goes on without us.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => Provider.HiddenTemplates();

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new VoiceNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<VoiceConfig> Schema { get; } = new YamlSchema<VoiceConfig>("voice.VoiceConfig", new())
        .Include(AddHttpKeys)
        .Optional("to", YamlTypes.ListOf(YamlTypes.Text), c => c.To, (c, v) => c with { To = v })
        .Include(s => PhoneProviderConfig.AddKeys(s, c => c.Provider, (c, v) => c with { Provider = v }))
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("voice", YamlTypes.Text, c => c.Voice, (c, v) => c with { Voice = v })
        .Optional("language", YamlTypes.Text, c => c.Language, (c, v) => c with { Language = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static VoiceConfig Check(VoiceConfig c, YamlRules rules)
    {
        if (c.To.Count == 0)
        {
            rules.Fail("missing to in voice config");
        }

        c.Provider.Check("voice", c.HttpConfig, rules);
        if (c.Provider.Gateway is null && c.Provider.From.Length == 0)
        {
            rules.Fail("missing from in voice config");
        }

        return c;
    }
}
