using static Tocsin.Templates.Tests.Defaults.SampleTexts;

namespace Tocsin.Templates.Tests.Defaults;

/// <summary>The texts of the receivers that Alertmanager does not have.</summary>
public sealed class OwnTextsTests
{
    [Theory]
    [InlineData("one", "CRITICAL ApiErrorBudgetBurn", "5", "rotating_light")]
    [InlineData("mixed", "WARNING InstanceDown x2", "3", "warning")]
    [InlineData("resolved", "RESOLVED ApiErrorBudgetBurn", "3", "white_check_mark")]
    [InlineData("bare", "FIRING alert", "4", "rotating_light")]
    public void An_ntfy_message_says_how_bad_and_what_and_wakes_accordingly(string data, string title, string priority, string tags)
    {
        Assert.Equal(title, Render("ntfy.default.title", data, TemplateMode.Text));
        Assert.Equal(priority, Render("ntfy.default.priority", data, TemplateMode.Text));
        Assert.Equal(tags, Render("ntfy.default.tags", data, TemplateMode.Text));
    }

    [Fact]
    public void An_ntfy_message_lists_each_alert_in_two_lines() => Assert.Equal(
        """
        - node-1 has been down for 5 minutes
          cluster=eu-west-1 instance=node-1.example:9100 job=node
        - node-3 has been down for 5 minutes
          cluster=eu-west-1 instance=node-3.example:9100 job=node
        Resolved:
        - node-2 has been down for 5 minutes
          cluster=eu-west-1 instance=node-2.example:9100 job=node

        """, Render("ntfy.default.message", "mixed", TemplateMode.Text));

    [Theory]
    [InlineData("one", "CRITICAL ApiErrorBudgetBurn: Checkout burns its error budget 14x too fast")]
    [InlineData("mixed", "WARNING InstanceDown x2: node-1 has been down for 5 minutes (1 resolved)")]
    [InlineData("resolved", "RESOLVED ApiErrorBudgetBurn: Checkout burns its error budget 14x too fast")]
    [InlineData("bare", "FIRING alert")]
    public void A_text_message_is_one_short_line(string data, string text) =>
        Assert.Equal(text, Render("sms.default.text", data, TemplateMode.Text));

    [Theory]
    [InlineData(
        "one", "Critical alert. Api Error Budget Burn. 1 alert is firing: Checkout burns its error budget 14x too fast.")]
    [InlineData("mixed", "Warning. Instance Down. 2 alerts are firing: node-1 has been down for 5 minutes.")]
    [InlineData(
        "resolved", "Resolved. Api Error Budget Burn. 1 alert is resolved: Checkout burns its error budget 14x too fast.")]
    [InlineData("bare", "Alert. 1 alert is firing.")]
    public void A_call_has_words_that_a_machine_can_say(string data, string text) =>
        Assert.Equal(text, Render("voice.default.text", data, TemplateMode.Text));

    [Fact]
    public void A_message_for_Matrix_is_text_and_HTML()
    {
        Assert.Equal(
            """
            🔥 WARNING InstanceDown x2
            - node-1 has been down for 5 minutes
              cluster=eu-west-1 instance=node-1.example:9100 job=node
            - node-3 has been down for 5 minutes
              cluster=eu-west-1 instance=node-3.example:9100 job=node
            Resolved:
            - node-2 has been down for 5 minutes
              cluster=eu-west-1 instance=node-2.example:9100 job=node
            http://am.example:9093/#/alerts?receiver=team%5C-payments
            """,
            Render("matrix.default.text", "mixed", TemplateMode.Text));
        Assert.Equal(
            "<strong>🔥 CRITICAL ApiErrorBudgetBurn</strong><ul><li>Checkout burns its error budget 14x too fast<br>"
                + "<code>cluster=eu-west-1 instance=10.0.0.1:8080 job=api service=checkout</code>"
                + " <a href=\"https://runbooks.example/checkout/errors\">Runbook</a>"
                + " <a href=\"http://prom.example:9090/graph?g0.expr=up%7Bjob%3D%22api%22%7D&#43;%3D%3D&#43;0&amp;g0.tab=1\">Source</a>"
                + "</li></ul><a href=\"http://am.example:9093/#/alerts?receiver=team%5C-payments\">All alerts</a>",
            Render("matrix.default.html", "one", TemplateMode.Html));
    }

    [Fact]
    public void Labels_cannot_put_tags_into_a_message_for_Matrix()
    {
        string html = Render("matrix.default.html", "evil", TemplateMode.Html);

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_cannot_ring_for_a_whole_space_of_Google_Chat()
    {
        string text = Render("google_chat.default.text", "evil", TemplateMode.Text);

        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.Contains("<\u200bimg", text, StringComparison.Ordinal);
        Assert.EndsWith("\n<http://am.example:9093/#/alerts?receiver=team%5C-payments|All alerts>", text, StringComparison.Ordinal);
    }
}
