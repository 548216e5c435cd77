namespace Tocsin.Tool.Tests.Receivers;

/// <summary>A configuration with every kind of integration, each with the secrets it may have.</summary>
internal static class EveryKind
{
    /// <summary>The beginning of each secret.</summary>
    public const string Mark = "hidden-0";

    private static readonly (string Kind, string Config)[] Kinds =
    [
        ("webhook", "{url: '{to}/hook/hidden-0001?t=hidden-0002', http_config: {basic_auth: {username: u, "
            + "password: hidden-0003}}}"),
        ("webhook", "{url: '{to}/hook', hmac: {secret: hidden-0004}, http_config: {bearer_token: hidden-0005}}"),
        ("webhook", "{url_file: '{file}', http_config: {http_headers: {X-Key: {secrets: [hidden-0006]}, "
            + "X-File: {files: ['{secret}']}}}}"),
        ("email", "{to: a@example.org, from: t@example.org, smarthost: '{mail}', auth_username: u, "
            + "auth_password: hidden-0007}"),
        ("email", "{to: a@example.org, from: t@example.org, smarthost: '{mail}', auth_username: u, "
            + "auth_secret: hidden-0008}"),
        ("pagerduty", "{routing_key: hidden-0009, url: '{to}/v2/enqueue'}"),
        ("pagerduty", "{routing_key_file: '{secret}', url: '{to}/v2/enqueue'}"),
        ("opsgenie", "{api_key: hidden-0010, api_url: '{to}/'}"),
        ("opsgenie", "{api_key: 'hidden-0011{{ .Status }}hidden-0012', api_url: '{to}/', update_alerts: true}"),
        ("wechat", "{corp_id: c, api_secret: hidden-0013, agent_id: '1', api_url: '{to}/cgi-bin/'}"),
        ("slack", "{api_url: '{to}/services/T0/B0/hidden-0014', channel: '#c'}"),
        ("slack", "{app_token: hidden-0015, app_url: '{to}/api/chat.postMessage', channel: '#c'}"),
        ("victorops", "{api_key: hidden-0016, routing_key: team, api_url: '{to}/v/'}"),
        ("pushover", "{user_key: hidden-0017, token: hidden-0018}"),
        ("sns", "{api_url: '{to}/', topic_arn: 'arn:aws:sns:eu-west-1:1:t', sigv4: {region: eu-west-1, "
            + "access_key: AKIA, secret_key: hidden-0019}}"),
        ("telegram", "{bot_token: hidden-0020, chat_id: 1, api_url: '{to}'}"),
        ("telegram", "{bot_token_file: '{secret}', chat_id: 1, api_url: '{to}'}"),
        ("discord", "{webhook_url: '{to}/api/webhooks/1/hidden-0021'}"),
        ("webex", "{room_id: r, api_url: '{to}/v1/messages', "
            + "http_config: {authorization: {credentials: hidden-0022}}}"),
        ("msteams", "{webhook_url: '{to}/webhookb2/hidden-0023'}"),
        ("msteamsv2", "{webhook_url: '{to}/workflows/hidden-0024?sig=hidden-0025'}"),
        ("jira", "{api_url: '{to}/rest/api/2', project: P, issue_type: Bug, http_config: {basic_auth: {username: u, "
            + "password: hidden-0026}}}"),
        ("incidentio", "{url: '{to}/v2/alert_events/http/x', alert_source_token: hidden-0027}"),
        ("rocketchat", "{api_url: '{to}', channel: c, token_id: hidden-0028, token: hidden-0029}"),
        ("mattermost", "{webhook_url: '{to}/hooks/hidden-0030'}"),
        ("alertmanager", "{urls: ['{to}/am'], http_config: {oauth2: {client_id: c, client_secret: hidden-0031, "
            + "token_url: '{to}/token'}}}"),
        ("exec", "{command: [/bin/cat, -u]}"),
        ("sms", "{to: ['+4915112345678', '+4915112345679'], account_sid: AC01, auth_token: hidden-0036, "
            + "from: '+15005550006', api_url: '{to}'}"),
        ("sms", "{to: ['+4915112345678'], gateway: {url: '{to}/send/hidden-0037', headers: {X-Key: hidden-0038}}}"),
        ("voice", "{to: ['+4915112345678'], account_sid: AC01, auth_token_file: '{secret}', from: '+15005550006', "
            + "api_url: '{to}'}"),
        ("matrix", "{homeserver: '{to}', access_token: hidden-0039, room_id: '!a:example.org'}"),
        ("google_chat", "{url: '{to}/v1/spaces/S/messages?key=hidden-0040&token=hidden-0041'}"),
        ("ntfy", "{url: '{to}', topic: hidden-0032, http_config: {authorization: {credentials: hidden-0033}}}"),
    ];

    /// <summary>What Tocsin's own settings must allow for it.</summary>
    public const string Settings = "exec: {allow: [/bin/cat]}\n";

    /// <summary>The kinds in it.</summary>
    public static IEnumerable<string> Names => Kinds.Select(one => one.Kind).Distinct();

    /// <summary>The configuration.</summary>
    /// <param name="home">Where files with secrets are put.</param>
    /// <param name="to">Where everything is sent to.</param>
    /// <param name="mail">The mail server.</param>
    /// <param name="without">A kind that is left out.</param>
    public static string Write(TemporaryFolder home, string to, string mail, string without = "")
    {
        string file = home.Write("url", to + "/hook/hidden-0034\n");
        string secret = home.Write("secret", "hidden-0035\n");
        IEnumerable<string> lists = Kinds.Where(one => one.Kind != without).GroupBy(one => one.Kind).Select(
            kind => $"  {kind.Key}_configs:\n{string.Concat(kind.Select(one => $"  - {one.Config}\n"))}");
        return home.Write("all.yml", ("route: {receiver: all}\nreceivers:\n- name: all\n" + string.Concat(lists))
            .Replace("{to}", to, StringComparison.Ordinal)
            .Replace("{mail}", mail, StringComparison.Ordinal)
            .Replace("{file}", file, StringComparison.Ordinal)
            .Replace("{secret}", secret, StringComparison.Ordinal));
    }
}
