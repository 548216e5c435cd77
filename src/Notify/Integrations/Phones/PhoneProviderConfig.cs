using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>
/// Who brings messages to phones: Twilio or whoever speaks like it, or a gateway of any kind. Its keys stand among those of
/// <c>sms_configs</c> and <c>voice_configs</c>.
/// </summary>
public sealed record PhoneProviderConfig
{
    /// <summary>The API of Twilio, or of whoever speaks like it.</summary>
    public WebUrl? ApiUrl { get; init; } = new("https://api.twilio.com");

    /// <summary>The account; empty with a gateway.</summary>
    public string AccountSid { get; init; } = "";

    /// <summary>The account's token. Empty if a file or <c>http_config.basic_auth</c> is given.</summary>
    public Secret AuthToken { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string AuthTokenFile { get; init; } = "";

    /// <summary>The number that sends or calls, a template.</summary>
    public string From { get; init; } = "";

    /// <summary>A gateway in place of Twilio; null for none.</summary>
    public GatewayConfig? Gateway { get; init; }

    internal static YamlSchema<T> AddKeys<T>(
        YamlSchema<T> schema, Func<T, PhoneProviderConfig> get, Func<T, PhoneProviderConfig, T> set)
        where T : class => schema
            .Optional("api_url", ConfigTypes.Url, c => get(c).ApiUrl, (c, v) => set(c, get(c) with { ApiUrl = v }))
            .Optional("account_sid", YamlTypes.Text, c => get(c).AccountSid, (c, v) => set(c, get(c) with { AccountSid = v }))
            .Optional("auth_token", ConfigTypes.Secret, c => get(c).AuthToken, (c, v) => set(c, get(c) with { AuthToken = v }))
            .Optional("auth_token_file", YamlTypes.Text, c => get(c).AuthTokenFile,
                (c, v) => set(c, get(c) with { AuthTokenFile = v }))
            .Optional("from", YamlTypes.Text, c => get(c).From, (c, v) => set(c, get(c) with { From = v }))
            .Optional("gateway", GatewayConfig.Schema.OrNull(), c => get(c).Gateway, (c, v) => set(c, get(c) with { Gateway = v }));

    /// <summary>Reports what is missing or too much.</summary>
    /// <param name="kind"><c>sms</c> or <c>voice</c>.</param>
    /// <param name="http">The integration's own HTTP settings.</param>
    /// <param name="rules">Where to report.</param>
    internal void Check(string kind, HttpClientConfig? http, YamlRules rules)
    {
        bool hasToken = !AuthToken.IsEmpty || AuthTokenFile.Length > 0;
        if (Gateway is not null)
        {
            if (AccountSid.Length > 0 || hasToken || From.Length > 0)
            {
                rules.Fail($"account_sid, auth_token and from are not for a gateway in {kind} config", "gateway");
            }

            return;
        }

        if (AccountSid.Length == 0)
        {
            rules.Fail($"one of account_sid or gateway must be configured in {kind} config");
        }

        if (ApiUrl is null)
        {
            rules.Fail($"missing api_url in {kind} config");
        }

        bool hasOther = http is not null && (http.BasicAuth is not null || http.Authorization is not null || http.OAuth2 is not null);
        if (AccountSid.Length > 0 && !hasToken && !hasOther)
        {
            rules.Fail($"one of auth_token, auth_token_file or http_config.basic_auth must be configured in {kind} config");
        }

        rules.AtMostOne(!AuthToken.IsEmpty, AuthTokenFile.Length > 0, "auth_token", "auth_token_file");
        rules.AtMostOne(hasToken, hasOther, "http_config", "auth_token");
    }

    /// <summary>The HTTP settings without what would go where the account's token goes.</summary>
    internal HttpClientConfig? HttpOf(HttpClientConfig? http) =>
        http is not null && (!AuthToken.IsEmpty || AuthTokenFile.Length > 0)
            ? http with { BasicAuth = null, Authorization = null, OAuth2 = null }
            : http;

    /// <summary>The templates of the gateway that are secrets.</summary>
    internal IEnumerable<(string Key, string Text)> HiddenTemplates() => Gateway is null
        ? []
        : Gateway.Headers.Select(h => ($"gateway.headers.{h.Key}", h.Value.Reveal())).Prepend(("gateway.url", Gateway.Url.Reveal()));
}
