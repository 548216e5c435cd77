using System.Globalization;
using System.Text;
using System.Text.Json;
using static Tocsin.Templates.Tests.Defaults.SampleTexts;

namespace Tocsin.Templates.Tests.Defaults;

/// <summary>The default texts, rendered for notifications that fire, are resolved, both, or hold nothing.</summary>
public sealed class DefaultTextsTests
{
    // What would load something, or stand for a value that had to be dropped.
    private static readonly string[] Outside = ["<img", "<script", "<link", "@import", "url(", "src=", "ZgotmplZ"];

    public static TheoryData<string> DataNames => new(SampleTexts.DataNames);

    /// <summary>The outputs are those that Go's template engines give for these files.</summary>
    [Fact]
    public void Each_text_is_what_Go_makes_of_it()
    {
        var report = new StringBuilder();
        int cases = 0;
        foreach (string line in File.ReadLines(Repository.Path("tests", "Templates.Tests", "Defaults", "default-texts.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement expected = document.RootElement;
            string name = expected.GetProperty("name").GetString()!;
            var mode = Enum.Parse<TemplateMode>(expected.GetProperty("mode").GetString()!, ignoreCase: true);
            string output = Render(name, expected.GetProperty("data").GetString()!, mode);
            if (output != expected.GetProperty("output").GetString())
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"{name}\n  want {expected}\n  got  {output}");
            }

            cases++;
        }

        Assert.True(cases > 180, $"only {cases} cases");
        Assert.True(report.Length == 0, report.ToString());
    }

    [Theory]
    [MemberData(nameof(DataNames))]
    public void Every_name_renders_in_both_modes_without_gaps(string data)
    {
        foreach (string name in SampleTexts.Names.Where(name => !name.EndsWith(".tmpl", StringComparison.Ordinal)))
        {
            string text = Render(name, data, TemplateMode.Text);
            string html = Render(name, data, TemplateMode.Html);

            Assert.DoesNotContain("<no value>", text + html, StringComparison.Ordinal);
            Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("one", "[FIRING:1] ApiErrorBudgetBurn checkout (eu-west-1 10.0.0.1:8080 api critical)")]
    [InlineData("mixed", "[FIRING:2] InstanceDown (eu-west-1 node warning)")]
    [InlineData("resolved", "[RESOLVED] ApiErrorBudgetBurn (eu-west-1 10.0.0.1:8080 api checkout critical)")]
    [InlineData("empty", "[RESOLVED]  ")]
    public void The_subject_has_the_form_that_rules_of_receivers_match(string data, string expected) =>
        Assert.Equal(expected, Render("__subject", data, TemplateMode.Text));

    [Fact]
    public void Links_lead_to_the_alerts_of_the_receiver() =>
        Assert.Equal(
            "http://am.example:9093/#/alerts?receiver=team%5C-payments",
            Render("pagerduty.default.clientURL", "one", TemplateMode.Text));

    [Theory]
    [InlineData("one", "High", "danger")]
    [InlineData("mixed", "Medium", "danger")]
    [InlineData("resolved", "High", "good")]
    [InlineData("bare", "", "danger")]
    public void Priority_and_colour_follow_severity_and_status(string data, string priority, string colour)
    {
        Assert.Equal(priority, Render("jira.default.priority", data, TemplateMode.Text));
        Assert.Equal(colour, Render("slack.default.color", data, TemplateMode.Text));
    }

    [Fact]
    public void The_mail_says_what_is_wrong_since_when_and_where_to_go()
    {
        string mail = Render("email.default.html", "one", TemplateMode.Html);

        Assert.Contains("1 firing &middot; critical", mail, StringComparison.Ordinal);
        Assert.Contains("Checkout burns its error budget 14x too fast", mail, StringComparison.Ordinal);
        Assert.Contains("5.3% of requests", mail, StringComparison.Ordinal);
        Assert.Contains("Firing since 2026-11-21 10:04:05 UTC", mail, StringComparison.Ordinal);
        Assert.Contains("<a class=\"link\" href=\"https://runbooks.example/checkout/errors\"", mail, StringComparison.Ordinal);
        Assert.Contains("filter=%7Balertname%3d%22ApiErrorBudgetBurn%22%2c", mail, StringComparison.Ordinal);
        Assert.Contains("10.0.0.1:8080", mail, StringComparison.Ordinal);
        Assert.InRange(mail.Length, 1, 8 * 1024);
    }

    [Theory]
    [InlineData("one", "#c62f3e")]
    [InlineData("mixed", "#ad5700")]
    [InlineData("resolved", "#18794e")]
    [InlineData("bare", "#c62f3e")]
    public void The_mail_has_the_colour_of_the_gravest_severity(string data, string colour) =>
        Assert.Contains($"bgcolor=\"{colour}\"", Render("email.default.html", data, TemplateMode.Html), StringComparison.Ordinal);

    [Fact]
    public void The_mail_needs_nothing_from_outside()
    {
        string mail = Render("email.default.html", "mixed", TemplateMode.Html);

        Assert.All(Outside, part => Assert.DoesNotContain(part, mail, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Labels_cannot_put_tags_or_scripts_into_the_mail()
    {
        string mail = Render("email.default.html", "evil", TemplateMode.Html);

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", mail, StringComparison.Ordinal);
    }
}
