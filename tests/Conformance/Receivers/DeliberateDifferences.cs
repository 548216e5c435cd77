namespace Tocsin.Conformance.Receivers;

/// <summary>
/// All that Tocsin sends otherwise than Alertmanager on purpose. An entry that nothing needs any more fails, and so does one
/// whose words are not in the docs.
/// </summary>
internal static class DeliberateDifferences
{
    private const string Long = "long texts";
    private const string Chat = "docs/receivers/chat.md";
    private const string Alerting = "docs/receivers/alerting.md";
    private const string Webhook = "docs/receivers/webhook.md";
    private const string Mail = "docs/receivers/email.md";
    private const string Sns = "docs/receivers/sns.md";
    private const string All = "docs/receivers/README.md";

    /// <summary>The table.</summary>
    public static readonly IReadOnlyList<Deliberate> Table =
    [
        new(".*-gets429", "request", "429 means later, whoever says it", All, "asks for patience (429)"),
        new("webhook-.*|incidentio-.*", "body\\.routeLabels", "Debian's is 0.33, and 0.34 sends them", Webhook, "routeLabels"),
        new("webhook-.*", "header\\.Idempotency-Key", "the receiver can drop a repeat", Webhook, "`Idempotency-Key`"),
        new("webhook-oauth", "header\\.Accept-Encoding", "a token is too short to be compressed", Webhook, "compressed")
        {
            Step = "one fires",
        },
        new("webhook-(firing|cut)|incidentio-full", "body\\.common(Labels|Annotations)\\..*",
            "what is common to the alerts that are left is not common to the group", Webhook, "those of the whole group"),
        new("webhook-cut", "body\\.status", "a group whose firing alerts were cut off is not resolved",
            Webhook, "those of the whole group"),
        new("webhook-token", "header\\.X-Team", "several values stand in one line, which RFC 9110 §5.3 has mean the same",
            Webhook, "in one line"),
        new("webhook-(stay|away).*", "header\\.Referer", "the URL that led elsewhere is a secret", All, "in `Referer` the URL"),
        new("webhook-away.*", "header\\.X-Key", "another host gets no secrets", All, "to the same host only"),
        new("webhook-proxied", "header\\.Proxy-Authorization", "a proxy gets a password once it asks for one", Webhook,
            "when the proxy asks for them"),
        new("pushover-.*", "params|header\\.Content-Type", "keys and long messages do not belong into a URL", Alerting,
            "The parameters go in the body"),
        new("pushover-full", "param\\.(token|user)", "the line break at the end of a file is no part of the secret", All,
            "without the line break"),
        new("sns-.*", "header\\.(Amz-Sdk-.*|Authorization|Accept-Encoding)", "they tell AWS about its own library", Sns,
            "no headers of AWS's own library"),
        new("sns-.*", "header\\.X-(Global|Own)", "http_config holds for SNS too; there its headers are not sent", Sns,
            "gives proxy, TLS and headers"),
        new("sns-fifo", "param\\.MessageDeduplicationId", "SNS would drop that the group is resolved", Sns,
            "as `MessageDeduplicationId`"),
        new("sns-.*", "param\\.Subject", "SNS refuses longer ones", Sns, "at most 99 characters") { Step = Long },
        new("sns-phone", "param\\.Message", "a text that was cut says so", Sns, "ends with `…`") { Step = Long },
        new("(sns-phone|telegram-text|email-text)", "param\\.Message|body\\.text|parts\\[0\\]\\.text",
            "the template gives nothing, and nobody is helped by an empty page", All, "gives no text"),
        new("telegram-html", "path", "the slash at the end of api_url is not doubled", Chat, "slash at the end"),
        new("telegram-text|webex-full|discord-full|mattermost-full|msteams-full|msteamsv2-full",
            "body\\.(text|markdown|content|title)|body\\.embeds\\[0\\]\\.description|body\\.attachments\\[0\\]\\.text"
                + "|body\\.attachments\\[0\\]\\.content\\.body\\[0\\]\\.text",
            "a text that was cut says so", Chat, "cut here: too long for one message") { Step = Long },
        new("opsgenie-full", "body\\.responders\\[4\\]\\.name", "no team's name begins with a blank", Alerting,
            "takes several names with commas between them"),
        new("opsgenie-full", "body\\.description", "Opsgenie takes 15,000 characters", Alerting, "descriptions at 15,000")
        {
            Step = Long,
        },
        new("pagerduty-(plain|firing|v1file|global)",
            "body\\.(payload\\.custom_)?details\\.firing\\[0\\]\\.annotations\\.summary(\\.Long)?",
            "what an alert brings is not read as YAML", Alerting, "What alerts bring is text") { Step = Long },
        new("pagerduty-(plain|firing|v1file|global)", "request",
            "what an alert brings is not run as a template; there it costs the page", Alerting, "What alerts bring is text")
        {
            Step = "foreign texts",
        },
        new("pagerduty-file", "body\\.payload\\.custom_details\\.firing.*", "a list that repeats its keys would lose all but one alert",
            Alerting, "whose keys repeat"),
        new("jira-.*", "header\\.Content-Type", "a request without a body has no type of one", Alerting, "requests without a body"),
        new("wechat-full", ".*", "each company has a token of its own", Chat, "for each company"),
        new("email-.*", "header\\.Message-Id", "it is the same in every attempt", Mail, "the same in every attempt"),
        new("email-(login|cram|implicit)", "from\\.args\\.SMTPUTF8",
            "a mail for which it was asked without need may not be passed on", Mail, "only asked for"),
        new("email-gets550", "request", "5xx means never; the next flush tries again", Mail, "A refusal with 5xx is final"),
        new("email-full", "header\\.From", "only the name is encoded, so that the address stays one", Mail, "only the names"),
        new("email-full", "header\\.X-Long", "line breaks in headers become blanks", Mail, "Line breaks")
        {
            Step = "foreign texts",
        },
        new("email-full", "request", "its header is too long for a line; ours is folded", Mail, "folded") { Step = Long },
        new("slack-broken", "body\\..*", "a template that fails costs its own field; there it gives a blank message", All,
            "costs its own field and never the message"),
        new("jira-broken", ".*", "the same; there it costs the issue after the search for it", All,
            "costs its own field and never the message"),
        new("(?!slack|jira).*-broken", "request", "the same; there it costs the page", All,
            "costs its own field and never the message"),
    ];
}
