using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Wechat;

/// <summary>A message by WeChat Work: <c>wechat_configs</c>.</summary>
public sealed record WechatConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "wechat";

    /// <summary>Upstream's defaults: resolved alerts are not told.</summary>
    public WechatConfig() => SendResolved = false;

    /// <summary>The secret, a template.</summary>
    public Secret ApiSecret { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string ApiSecretFile { get; init; } = "";

    /// <summary>The company's id, a template.</summary>
    public string CorpId { get; init; } = "";

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"wechat.default.message\" . }}";

    /// <summary>The API; never null once loaded, its path ends with a slash.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The users, a template.</summary>
    public string ToUser { get; init; } = "{{ template \"wechat.default.to_user\" . }}";

    /// <summary>The departments, a template.</summary>
    public string ToParty { get; init; } = "{{ template \"wechat.default.to_party\" . }}";

    /// <summary>The tags, a template.</summary>
    public string ToTag { get; init; } = "{{ template \"wechat.default.to_tag\" . }}";

    /// <summary>The agent, a template.</summary>
    public string AgentId { get; init; } = "{{ template \"wechat.default.agent_id\" . }}";

    /// <summary><c>text</c> or <c>markdown</c>; text unless given.</summary>
    public string MessageType { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => [("api_secret", ApiSecret.Reveal())];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new WechatNotifier(this, services);

    // https://developer.work.weixin.qq.com/document/path/91039
    /// <inheritdoc/>
    public override IReadOnlyList<SampleAnswer> SampleAnswers(bool isFiring) =>
    [
        new("""{"errcode":0,"errmsg":"ok","access_token":"sample-access-token","expires_in":7200}""") { InUrl = "/gettoken" },
        new("""{"errcode":0,"errmsg":"ok"}"""),
    ];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<WechatConfig> Schema { get; } = new YamlSchema<WechatConfig>("config.WechatConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_secret", ConfigTypes.Secret, c => c.ApiSecret, (c, v) => c with { ApiSecret = v })
        .Optional("api_secret_file", YamlTypes.Text, c => c.ApiSecretFile, (c, v) => c with { ApiSecretFile = v })
        .Optional("corp_id", YamlTypes.Text, c => c.CorpId, (c, v) => c with { CorpId = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("to_user", YamlTypes.Text, c => c.ToUser, (c, v) => c with { ToUser = v })
        .Optional("to_party", YamlTypes.Text, c => c.ToParty, (c, v) => c with { ToParty = v })
        .Optional("to_tag", YamlTypes.Text, c => c.ToTag, (c, v) => c with { ToTag = v })
        .Optional("agent_id", YamlTypes.Text, c => c.AgentId, (c, v) => c with { AgentId = v })
        .Optional("message_type", YamlTypes.Text, c => c.MessageType, (c, v) => c with { MessageType = v })
        .Rule(Check);

    private static WechatConfig Check(WechatConfig c, YamlRules rules)
    {
        string type = c.MessageType.Length == 0 ? "text" : c.MessageType;
        if (type is not ("text" or "markdown"))
        {
            rules.Fail($"weChat message type {GoQuote.Quote(type)} does not match valid options ^(text|markdown)$", "message_type");
        }

        rules.AtMostOne(!c.ApiSecret.IsEmpty, c.ApiSecretFile.Length > 0, "api_secret", "api_secret_file");

        return c with { MessageType = type };
    }
}
