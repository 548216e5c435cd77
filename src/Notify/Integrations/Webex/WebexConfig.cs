using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Webex;

/// <summary>A message by Webex: <c>webex_configs</c>.</summary>
public sealed record WebexConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "webex";

    /// <summary>The API; never null once loaded.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"webex.default.message\" . }}";

    /// <summary>The room, a template; required.</summary>
    public string RoomId { get; init; } = "";

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new WebexNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<WebexConfig> Schema { get; } = new YamlSchema<WebexConfig>("config.WebexConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Field("room_id", YamlTypes.Text, c => c.RoomId, (c, v) => c with { RoomId = v })
        .Rule(Check);

    private static WebexConfig Check(WebexConfig c, YamlRules rules)
    {
        if (c.RoomId.Length == 0)
        {
            rules.Fail("missing room_id on webex_config");
        }

        if (c.HttpConfig?.Authorization is null)
        {
            rules.Fail("missing webex_configs.http_config.authorization", "http_config");
        }

        return c;
    }
}
