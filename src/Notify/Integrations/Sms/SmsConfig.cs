using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Sms;

/// <summary>Text messages to phones: <c>sms_configs</c>, a kind that Alertmanager does not know.</summary>
public sealed record SmsConfig : IntegrationConfig
{
    // https://www.twilio.com/docs/messaging/api/message-resource: 1,600 characters.
    private const int MostSegments = 10;

    /// <inheritdoc/>
    public override string Integration => "sms";

    /// <summary>The numbers, templates; each may give several with commas between them.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Who brings the messages.</summary>
    public PhoneProviderConfig Provider { get; init; } = new();

    /// <summary>Twilio's service that chooses the sending number, in place of one.</summary>
    public string MessagingServiceSid { get; init; } = "";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"sms.default.text\" . }}";

    /// <summary>How many messages the text may take, 1 to 10: providers charge for each.</summary>
    public long MaxSegments { get; init; } = 3;

    /// <summary>How long telling one number may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => Provider.HiddenTemplates();

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new SmsNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SmsConfig> Schema { get; } = new YamlSchema<SmsConfig>("sms.SMSConfig", new())
        .Include(AddHttpKeys)
        .Optional("to", YamlTypes.ListOf(YamlTypes.Text), c => c.To, (c, v) => c with { To = v })
        .Include(s => PhoneProviderConfig.AddKeys(s, c => c.Provider, (c, v) => c with { Provider = v }))
        .Optional("messaging_service_sid", YamlTypes.Text, c => c.MessagingServiceSid,
            (c, v) => c with { MessagingServiceSid = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Field("max_segments", YamlTypes.Whole, c => c.MaxSegments, (c, v) => c with { MaxSegments = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static SmsConfig Check(SmsConfig c, YamlRules rules)
    {
        if (c.To.Count == 0)
        {
            rules.Fail("missing to in sms config");
        }

        c.Provider.Check("sms", c.HttpConfig, rules);
        if (c.Provider.Gateway is null && Given.CountOf(c.Provider.From, c.MessagingServiceSid) != 1)
        {
            rules.Fail("exactly one of from & messaging_service_sid must be configured in sms config");
        }

        if (c.Provider.Gateway is not null && c.MessagingServiceSid.Length > 0)
        {
            rules.Fail("messaging_service_sid is not for a gateway in sms config", "messaging_service_sid");
        }

        if (c.MaxSegments is < 1 or > MostSegments)
        {
            rules.Fail($"max_segments must be 1 to {MostSegments} in sms config", "max_segments");
        }

        return c;
    }
}
