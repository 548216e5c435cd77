using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

/// <summary>Upstream's words for what is wrong, and where Tocsin says it is.</summary>
public sealed class ConfigErrorTests
{
    [Theory]
    [InlineData("", "no route provided in config")]
    [InlineData("global: {}", "no routes provided")]
    [InlineData("route: {}", "root route must specify a default receiver")]
    [InlineData("route: {receiver: r, match: {a: b}}\nreceivers: [{name: r}]", "root route must not have any matchers")]
    [InlineData("route: {receiver: r, matchers: [a=b]}\nreceivers: [{name: r}]", "root route must not have any matchers")]
    [InlineData("route: {receiver: r, continue: true}\nreceivers: [{name: r}]", "cannot have continue in root route")]
    [InlineData("route: {receiver: r, mute_time_intervals: [x]}\nreceivers: [{name: r}]",
        "root route must not have any mute time intervals")]
    [InlineData("route: {receiver: r, active_time_intervals: [x]}\nreceivers: [{name: r}]",
        "root route must not have any active time intervals")]
    [InlineData("route: {receiver: nope}\nreceivers: [{name: r}]", "undefined receiver \"nope\" used in route")]
    [InlineData("route: {receiver: r, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: r}]",
        "undefined time interval \"x\" used in route")]
    [InlineData("route: {receiver: r, group_by: [a, a]}\nreceivers: [{name: r}]", "duplicated label \"a\" in group_by")]
    [InlineData("route: {receiver: r, group_by: [a, '...']}\nreceivers: [{name: r}]",
        "cannot have wildcard group_by (`...`) and other labels at the same time")]
    [InlineData("route: {receiver: r, group_by: ['']}\nreceivers: [{name: r}]", "invalid label name \"\" in group_by list")]
    [InlineData("route: {receiver: r, group_interval: 0s}\nreceivers: [{name: r}]", "group_interval cannot be zero")]
    [InlineData("route: {receiver: r, repeat_interval: 0s}\nreceivers: [{name: r}]", "repeat_interval cannot be zero")]
    [InlineData("route: {receiver: r, group_wait: 30}\nreceivers: [{name: r}]", "not a valid duration string: \"30\"")]
    [InlineData("route: {receiver: r, group_wait: 1.5s}\nreceivers: [{name: r}]", "unknown unit \".\" in duration \"1.5s\"")]
    [InlineData("route: {receiver: r, routes: [{match: {a-b: c}}]}\nreceivers: [{name: r}]", "invalid label name \"a-b\"")]
    [InlineData("route: {receiver: r, routes: [{match_re: {a: null}}]}\nreceivers: [{name: r}]", "invalid regexp value for \"a\"")]
    [InlineData("route: {receiver: r, routes: [{match_re: {a: '('}}]}\nreceivers: [{name: r}]",
        "error parsing regexp: missing closing ): `^(?:()$`")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}, {name: r}]", "notification config name \"r\" is not unique")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: ''}]", "missing name in receiver")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r, labels: {name: x}}]",
        "receiver label \"name\" must match receiver name \"r\", got \"x\"")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ninhibit_rules: [{equal: ['']}]", "invalid label name \"\" in equal list")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: ''}]", "missing name in time interval")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\nmute_time_intervals: [{time_intervals: []}]",
        "missing name in mute time interval")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: x}, {name: x}]",
        "time interval \"x\" is not unique")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ntracing: {insecure: true}", "tracing endpoint must be set")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\nevent_recorder: {file_outputs: [{}]}",
        "event_recorder file output requires a path")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ntemplates: x.tmpl",
        "yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `x.tmpl` into []string")]
    [InlineData("route: {receiver: r}\nroute: {receiver: r}\nreceivers: [{name: r}]",
        "yaml: unmarshal errors:\n  line 2: field route already set in type config.plain")]
    [InlineData("global: {slack_api_url: 'ftp://x'}\nroute: {receiver: r}\nreceivers: [{name: r}]", "unsupported scheme \"ftp\" for URL")]
    [InlineData("global: {slack_api_url: 'http:///x'}\nroute: {receiver: r}\nreceivers: [{name: r}]", "missing host for URL")]
    [InlineData("global: {smtp_smarthost: 'localhost:'}\nroute: {receiver: r}\nreceivers: [{name: r}]",
        "address \"localhost:\": port cannot be empty")]
    [InlineData("global: {smtp_smarthost: localhost}\nroute: {receiver: r}\nreceivers: [{name: r}]",
        "address localhost: missing port in address")]
    public void The_whole_file_is_checked_in_upstreams_words(string text, string message)
    {
        LoadResult result = ConfigLoading.Load(text);
        Assert.Equal(message, result.Message);
        Assert.Null(result.Config);
        Assert.EndsWith(result.Errors[0].Text, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhook_configs: [{}]", "one of url or url_file must be configured")]
    [InlineData("webhook_configs: [{url: 'http://a', url_file: b}]", "at most one of url & url_file must be configured")]
    [InlineData("webhook_configs: [{url: 'http://a/{{'}]", "invalid template syntax: template: :1: unclosed action")]
    [InlineData("webhook_configs: [{url: a}]", "invalid URL: unsupported scheme \"\" for URL")]
    [InlineData("webhook_configs: [{url: 'http://a', timeout: soon}]",
        "yaml: unmarshal errors:\n  line 4: cannot unmarshal !!str `soon` into time.Duration")]
    [InlineData("webhook_configs: [null]", "missing webhook config")]
    [InlineData("email_configs: [{}]", "missing to address in email config")]
    [InlineData("email_configs: [{to: a}]", "no global SMTP smarthost set")]
    [InlineData("email_configs: [{to: a, smarthost: 'b:25'}]", "no global SMTP from set")]
    [InlineData("email_configs: [{to: a, headers: {x-a: b, X-A: c}}]", "duplicate header \"X-A\" in email config")]
    [InlineData("email_configs: [{to: a, threading: {enabled: true}}]", "threading.thread_by_date must be either 'none' or 'daily'")]
    [InlineData("email_configs: [{to: a, headers: {references: b}, threading: {enabled: true, thread_by_date: none}}]",
        "conflicting configuration: threading.enabled conflicts with custom References header")]
    [InlineData("slack_configs: [{}]", "no Slack API URL nor App token set either inline or in a file")]
    [InlineData("slack_configs: [{api_url: 'http://a', app_token: b}]",
        "at most one of api_url/api_url_file & app_token/app_token_file must be configured")]
    [InlineData("slack_configs: [{api_url: 'http://a', actions: [{type: b, text: c}]}]",
        "missing name or url in Slack action configuration")]
    [InlineData("slack_configs: [{app_token: a, http_config: {authorization: {credentials: b}}}]",
        "http authorization can't be set when using Slack App tokens")]
    [InlineData("pagerduty_configs: [{}]", "missing service or routing key in PagerDuty config")]
    [InlineData("opsgenie_configs: [{api_key: a, responders: [{type: team}]}]",
        "opsGenieConfig responder {   team} has to have at least one of id, username or name specified")]
    [InlineData("opsgenie_configs: [{api_key: a, responders: [{id: b, type: Nope}]}]",
        "opsGenieConfig responder {b   nope} type does not match valid options ^(team|teams|user|escalation|schedule)$")]
    [InlineData("victorops_configs: [{}]", "missing Routing key in VictorOps config")]
    [InlineData("victorops_configs: [{routing_key: a, custom_fields: {entity_id: b}}]",
        "victorOps config contains custom field entity_id which cannot be used as it conflicts with the fixed/static fields")]
    [InlineData("pushover_configs: [{}]", "one of user_key or user_key_file must be configured")]
    [InlineData("pushover_configs: [{user_key: a, token: b, html: true, monospace: true}]",
        "at most one of monospace & html must be configured")]
    [InlineData("pushover_configs: [{user_key: a, token: b, retry: x}]", "time: invalid duration \"x\"")]
    [InlineData("telegram_configs: [{bot_token: a}]", "missing chat_id or chat_id_file on telegram_config")]
    [InlineData("telegram_configs: [{bot_token: a, chat_id: 1, parse_mode: x}]",
        "unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string")]
    [InlineData("discord_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("msteams_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("msteamsv2_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("webex_configs: [{}]", "missing room_id on webex_config")]
    [InlineData("webex_configs: [{room_id: a}]", "missing webex_configs.http_config.authorization")]
    [InlineData("wechat_configs: [{message_type: x}]", "weChat message type \"x\" does not match valid options ^(text|markdown)$")]
    [InlineData("wechat_configs: [{api_secret: a}]", "no global Wechat CorpID set")]
    [InlineData("jira_configs: [{}]", "missing project in jira_config")]
    [InlineData("jira_configs: [{project: a}]", "missing issue_type in jira_config")]
    [InlineData("jira_configs: [{project: a, issue_type: b}]", "no global Jira Cloud URL set")]
    [InlineData("jira_configs: [{project: a, issue_type: b, api_type: c}]",
        "unknown api_type on jira_config, must be auto, cloud or datacenter")]
    [InlineData("incidentio_configs: [{}]", "one of url or url_file must be configured")]
    [InlineData("incidentio_configs: [{url: 'http://a', alert_source_token: b, http_config: {authorization: {credentials: c}}}]",
        "cannot specify alert_source_token or alert_source_token_file when using http_config.authorization")]
    [InlineData("rocketchat_configs: [{}]", "no global Rocketchat TokenID set either inline or in a file")]
    [InlineData("rocketchat_configs: [{token: a, token_id: b, actions: [{msg_in_chat_window: true}]}]",
        "yaml: unmarshal errors:\n  line 4: field msg_in_chat_window not found in type rocketchat.RocketchatAttachmentAction")]
    [InlineData("mattermost_configs: [{}]", "missing webhook_url or webhook_url_file on mattermost_config")]
    [InlineData("mattermost_configs: [{fields: [{title: a}]}]", "missing value in Mattermost field configuration")]
    [InlineData("sns_configs: [{topic_arn: a, sigv4: {external_id: b}}]", "external_id can only be used with role_arn")]
    [InlineData("sns_configs: [{topic_arn: a, sigv4: {access_key: b}}]",
        "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the SigV4 config")]
    public void A_receiver_is_checked_in_upstreams_words(string keys, string message) =>
        Assert.Equal(message, ConfigLoading.LoadReceiver(keys).Message);

    [Theory]
    [InlineData("basic_auth: {}, bearer_token: a",
        "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured")]
    [InlineData("bearer_token: a, bearer_token_file: b", "at most one of bearer_token & bearer_token_file must be configured")]
    [InlineData("basic_auth: {}, authorization: {}", "at most one of basic_auth, oauth2 & authorization must be configured")]
    [InlineData("authorization: {}, bearer_token: a", "authorization is not compatible with bearer_token & bearer_token_file")]
    [InlineData("authorization: {type: ' Basic '}", "authorization type cannot be set to \"basic\", use \"basic_auth\" instead")]
    [InlineData("basic_auth: {username: a, username_file: b}",
        "at most one of basic_auth username, username_file & username_ref must be configured")]
    [InlineData("oauth2: {}", "oauth2 client_id must be configured")]
    [InlineData("oauth2: {client_id: a}", "oauth2 token_url must be configured")]
    [InlineData("tls_config: {cert_file: a}",
        "exactly one of key or key_file must be configured when a client certificate is configured")]
    [InlineData("tls_config: {key_file: a}", "exactly one of cert or cert_file must be configured when a client key is configured")]
    [InlineData("tls_config: {min_version: TLS9}", "unknown TLS version: TLS9")]
    [InlineData("no_proxy: a", "if no_proxy is configured, proxy_url must also be configured")]
    [InlineData("proxy_from_environment: true, proxy_url: 'http://a'",
        "if proxy_from_environment is configured, proxy_url must not be configured")]
    [InlineData("proxy_connect_header: {a: [b]}",
        "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured")]
    [InlineData("http_headers: {host: {values: [a]}}", "setting header \"Host\" is not allowed")]
    [InlineData("http_headers: {x: {vals: [a]}}",
        "yaml: unmarshal errors:\n  line 4: field vals not found in type config.Header")]
    public void An_HTTP_client_is_checked_in_upstreams_words(string keys, string message) => Assert.Equal(
        message, ConfigLoading.LoadReceiver($"webhook_configs: [{{url: 'http://a', http_config: {{{keys}}}}}]").Message);

    [Theory]
    [InlineData("times: [{start_time: '10:00'}]", "both start and end times must be provided")]
    [InlineData("times: [{start_time: '10:00', end_time: '09:00'}]", "start time cannot be equal or greater than end time")]
    [InlineData("times: [{start_time: '1:00', end_time: '09:00'}]", "couldn't parse timestamp 1:00, invalid format")]
    [InlineData("weekdays: ['friday:monday']", "start day cannot be before end day")]
    [InlineData("weekdays: [mon]", "mon is not a valid weekday")]
    [InlineData("weekdays: ['a:b:c']", "couldn't parse range a:b:c, invalid format")]
    [InlineData("days_of_month: ['32']", "32 is not a valid day of the month: out of range")]
    [InlineData("days_of_month: ['-3:1']", "end day must be negative if start day is negative")]
    [InlineData("days_of_month: ['5:1']", "end day 1 is always before start day 5")]
    [InlineData("days_of_month: [x]", "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("months: ['march:january']", "end month january is before start month march")]
    [InlineData("months: [x]", "x is not a valid month")]
    [InlineData("years: ['2030:2020']", "end year 2020 is before start year 2030")]
    [InlineData("location: Nowhere/City", "unknown time zone Nowhere/City")]
    [InlineData("location: ../x", "time: invalid location name")]
    [InlineData("time: []", "yaml: unmarshal errors:\n  line 3: field time not found in type timeinterval.TimeInterval")]
    public void A_time_interval_is_checked_in_upstreams_words(string keys, string message) => Assert.Equal(
        message,
        ConfigLoading.Load(
            $"{ConfigLoading.Root}receivers: [{{name: r}}]\ntime_intervals: [{{name: x, time_intervals: [{{{keys}}}]}}]").Message);

    [Fact]
    public void An_error_names_file_line_column_and_key_and_says_what_to_do()
    {
        LoadResult result = ConfigLoading.LoadReceiver("webhook_configs:\n      - url: http://a\n        send_resolve: true");
        ConfigDiagnostic error = Assert.Single(result.Errors);
        Assert.Equal(
            "/etc/am/alertmanager.yml:6:9: receivers[0].webhook_configs[0].send_resolve: "
                + "field send_resolve not found in type webhook.plain (did you mean send_resolved?)",
            error.ToString());
    }

    [Fact]
    public void Everything_is_collected_and_upstreams_first_error_comes_first()
    {
        LoadResult result = ConfigLoading.Load("""
            global:
              smtp_hullo: x
            route:
              receiver: nope
              routes:
              - receiver: a
                group_interval: 0s
              - receiver: b
            receivers:
            - name: a
              webhook_configs: [{}]
            """);
        Assert.Equal("group_interval cannot be zero", result.Message);
        Assert.Equal(
            [
                "route.routes[0].group_interval", "global.smtp_hullo", "route.receiver", "route.routes[1].receiver",
                "receivers[0].webhook_configs[0]",
            ],
            result.Errors.Select(e => e.Key));
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_as_such() => Assert.Equal(
        "open /nope: no such file or directory",
        new ConfigLoader(new ConfigLoading.MemoryFiles()).Load("/nope", new()).Message);
}
