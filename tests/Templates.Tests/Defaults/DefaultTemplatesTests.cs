using Tocsin.Templates.Defaults;
using Tocsin.Templates.Html;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Defaults;

public sealed class DefaultTemplatesTests
{
    // Source: Alertmanager 0.34, the names its default templates define. People call and redefine them.
    private static readonly string[] Names =
    [
        "__alertmanager", "__alertmanagerURL", "__description", "__subject", "__text_alert_list",
        "__text_alert_list_markdown", "discord.default.content", "discord.default.message", "discord.default.title",
        "email.default.html", "email.default.subject", "jira.default.description", "jira.default.priority",
        "jira.default.summary", "mattermost.default.color", "mattermost.default.fallback", "mattermost.default.text",
        "mattermost.default.title", "mattermost.default.titlelink", "mattermost.default.username",
        "msteams.default.summary", "msteams.default.text", "msteams.default.title", "msteamsv2.default.text",
        "msteamsv2.default.title", "opsgenie.default.description", "opsgenie.default.message",
        "opsgenie.default.source", "pagerduty.default.client", "pagerduty.default.clientURL",
        "pagerduty.default.description", "pagerduty.default.instances", "pushover.default.message",
        "pushover.default.title", "pushover.default.url", "rocketchat.default.alias", "rocketchat.default.emoji",
        "rocketchat.default.iconurl", "rocketchat.default.text", "rocketchat.default.title",
        "rocketchat.default.titlelink", "slack.default.callbackid", "slack.default.color", "slack.default.fallback",
        "slack.default.footer", "slack.default.iconemoji", "slack.default.iconurl", "slack.default.pretext",
        "slack.default.text", "slack.default.title", "slack.default.titlelink", "slack.default.username",
        "sns.default.message", "sns.default.subject", "telegram.default.message",
        "victorops.default.entity_display_name", "victorops.default.monitoring_tool",
        "victorops.default.state_message", "webex.default.message", "wechat.default.agent_id",
        "wechat.default.message", "wechat.default.to_party", "wechat.default.to_tag", "wechat.default.to_user",
    ];

    // The receivers that Alertmanager does not have; their names are in nobody's files yet.
    private static readonly string[] OwnKinds = ["ntfy", "sms", "voice", "matrix", "google_chat"];

    [Fact]
    public void Exactly_the_names_of_Alertmanager_are_defined()
    {
        Assert.Equal(64, Names.Length);
        Assert.Equal(Names, Parsed().Names.Where(name => !name.EndsWith(".tmpl", StringComparison.Ordinal) && !IsOwn(name)));
    }

    [Fact]
    public void Every_name_can_be_escaped_for_HTML()
    {
        TemplateTrees trees = Parsed();

        Assert.All(trees.Names, name => Assert.Null(HtmlEscaper.Escape(trees, name).Error));
    }

    [Fact]
    public void Nothing_but_known_names_is_called()
    {
        TemplateTrees trees = Parsed();
        IEnumerable<string> called = trees.All.SelectMany(tree => tree.References()).Select(call => call.Name);

        Assert.Empty(called.Except(trees.Names));
    }

    [Fact]
    public void The_mail_is_small()
    {
        string mail = DefaultTemplates.Files.Single(file => file.Name == "email.tmpl").Text;

        Assert.InRange(mail.Length, 1, 8 * 1024);
    }

    private static bool IsOwn(string name) =>
        name.StartsWith("__own_", StringComparison.Ordinal) || OwnKinds.Contains(name.Split('.')[0]);

    private static TemplateTrees Parsed()
    {
        TemplateSetResult parsed = TemplateSet.Parse(DefaultTemplates.Files);
        Assert.True(parsed.IsOk, string.Join('\n', parsed.Errors));
        return parsed.Set.Trees;
    }
}
